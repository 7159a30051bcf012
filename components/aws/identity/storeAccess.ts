import * as pulumi from "@pulumi/pulumi";
import { type StoreName } from "../../../config/names";
import { type Access } from "../../platform";
import { type Conditions, type Grant } from "./policyDocument";
import { refusal } from "../refusal";
import { type StoreLocation } from "../storage/objectStore";

export type StoreLocations = Readonly<Partial<Record<StoreName, StoreLocation>>>;

/**
 * What IAM has to allow so that pods can do what `access` says.
 *
 * @throws pulumi.InputPropertiesError naming every store that the stack does not have
 */
export function accessGrants(access: readonly Access[], stores: StoreLocations): readonly Grant[] {
    const errors = access.flatMap((entry, i) =>
        "store" in entry && stores[entry.store] === undefined
            ? [
                  {
                      propertyPath: `access[${i}].store`,
                      reason: `is "${entry.store}", which this stack has no bucket for`,
                  },
              ]
            : [],
    );
    if (errors.length > 0) {
        throw refusal("An identity asks for a store that is not there", errors);
    }
    return access.flatMap((entry) => grantsOf(entry, stores));
}

function grantsOf(access: Access, stores: StoreLocations): readonly Grant[] {
    switch (access.kind) {
        case "read-objects":
            return objectGrants(stores[access.store], access.prefix, ["s3:GetObject"], ["kms:Decrypt"]);
        case "write-objects":
            return objectGrants(
                stores[access.store],
                access.prefix,
                ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
                // Decrypt also for the parts of a multipart upload.
                ["kms:Decrypt", "kms:GenerateDataKey"],
            );
        case "consume-queue":
            return [
                {
                    actions: [
                        "sqs:ReceiveMessage",
                        "sqs:DeleteMessage",
                        "sqs:ChangeMessageVisibility",
                        "sqs:GetQueueAttributes",
                        "sqs:GetQueueUrl",
                    ],
                    resources: [access.queue],
                },
            ];
        case "watch-queue":
            return [{ actions: ["sqs:GetQueueAttributes"], resources: [access.queue] }];
        case "publish-topic":
            return [{ actions: ["sns:Publish"], resources: [access.topic] }];
        default:
            return access satisfies never;
    }
}

function objectGrants(
    store: StoreLocation | undefined,
    prefix: string,
    objectActions: readonly string[],
    keyActions: readonly string[],
): readonly Grant[] {
    if (store === undefined) {
        return [];
    }
    const belowPrefix: Conditions = { StringLike: { "s3:prefix": [`${prefix}*`] } };
    const key: Grant[] =
        store.keyArn === undefined
            ? []
            : [
                  {
                      actions: keyActions,
                      resources: [store.keyArn],
                      conditions: { StringEquals: { "kms:ViaService": `s3.${store.region}.amazonaws.com` } },
                  },
              ];
    return [
        {
            actions: ["s3:ListBucket"],
            resources: [store.arn],
            ...(prefix !== "" && { conditions: belowPrefix }),
        },
        { actions: objectActions, resources: [pulumi.interpolate`${store.arn}/${prefix}*`] },
        ...key,
    ];
}
