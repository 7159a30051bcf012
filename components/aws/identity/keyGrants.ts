import type * as pulumi from "@pulumi/pulumi";
import { type Grant } from "./policyDocument";

/** Use of keys, only by requests that the service makes for the caller; none without keys. Source: KMS developer guide, kms:ViaService. */
export function keyGrants(
    keyArns: readonly pulumi.Input<string>[],
    actions: readonly string[],
    service: string,
    region: string,
): readonly Grant[] {
    return keyArns.length === 0
        ? []
        : [
              {
                  actions,
                  resources: keyArns,
                  conditions: { StringEquals: { "kms:ViaService": `${service}.${region}.amazonaws.com` } },
              },
          ];
}
