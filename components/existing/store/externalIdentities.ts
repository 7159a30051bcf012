import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type ExternalObjectStore } from "../../../config/platformKind";
import { externalSecret } from "../../kubernetes/externalSecret";
import { type Identities, type WorkloadIdentityArgs } from "../../platform";
import { accountKey } from "./externalStore";
import { keySecretName, secretKey } from "./objectStore";

/**
 * An identity is a copy of one of the two access keys of a store that is there: the one that reads, unless the service account
 * has to write. What a key may do beyond that is for the store's own policies to say.
 */
export class ExternalStoreIdentities implements Identities {
    constructor(
        private readonly provider: k8s.Provider,
        private readonly credentials: ExternalObjectStore["credentials"],
    ) {}

    /** @throws Error when the stack has no key that writes, or nothing that brings it; the stack file's checks reject both before */
    public forWorkload(
        name: string,
        { namespace, serviceAccount, access, namespaceReady = [], secrets }: WorkloadIdentityArgs,
        opts: pulumi.ComponentResourceOptions,
    ): pulumi.Resource {
        const secret = access.every(({ kind }) => kind === "read-objects")
            ? this.credentials.read
            : this.credentials.write;
        if (secret === undefined || secrets === undefined) {
            throw new Error(`"${name}" needs an access key that the stack does not have`);
        }
        return externalSecret(
            {
                name: keySecretName(serviceAccount),
                namespace,
                store: secrets.storeName,
                prefix: "",
                keys: Object.fromEntries([accountKey, secretKey].map((field) => [field, { secret, field }])),
            },
            {
                ...(opts.parent !== undefined && { parent: opts.parent }),
                provider: this.provider,
                dependsOn: [...namespaceReady, ...secrets.ready],
            },
        );
    }

    /** Add-ons call the API server alone. */
    public forAddon(): undefined {
        return undefined;
    }
}
