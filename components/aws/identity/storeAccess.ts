import * as pulumi from "@pulumi/pulumi";
import { type KeysConfig } from "../../../config/keys";
import { type StoreName } from "../../../config/names";
import { type Access } from "../../platform";
import { keyGrants } from "./keyGrants";
import { type Grant } from "./policyDocument";
import { refusal } from "../refusal";
import { type StoreLocation } from "../storage/objectStore";

export type StoreLocations = Readonly<Partial<Record<StoreName, StoreLocation>>>;

export interface AccessArgs {
    readonly stores: StoreLocations;
    /** Keys of the user's own topics and queues. */
    readonly keys: Pick<KeysConfig, "topics" | "queues">;
    readonly region: string;
}

/**
 * The IAM statements that `access` requires.
 *
 * @throws pulumi.InputPropertiesError naming every store that the stack does not have
 */
export function accessGrants(access: readonly Access[], { stores, keys, region }: AccessArgs): readonly Grant[] {
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
        throw refusal("An identity requests a store that this stack does not have", errors);
    }
    const publishes = access.some(({ kind }) => kind === "publish-topic");
    return [
        ...objectGrants(access.filter(isObjectAccess), stores),
        ...access.flatMap(messageGrants),
        // Source: SNS developer guide, key management: what a publisher to an encrypted topic needs.
        ...keyGrants(publishes ? keys.topics : [], ["kms:Decrypt", "kms:GenerateDataKey"], "sns", region),
        ...queueKeyGrants(access, keys.queues),
    ];
}

/**
 * Use of the keys that encrypt queues, each in its own region. Source: SQS developer guide, key management: what consumers and
 * producers of an encrypted queue need.
 */
function queueKeyGrants(access: readonly Access[], keys: readonly string[]): readonly Grant[] {
    const kinds = new Set(access.map(({ kind }) => kind));
    const actions = [
        ...(kinds.has("consume-queue") || kinds.has("send-queue") ? ["kms:Decrypt"] : []),
        ...(kinds.has("send-queue") ? ["kms:GenerateDataKey"] : []),
    ];
    const regionOf = (arn: string) => arn.split(":")[3] ?? "";
    return actions.length === 0
        ? []
        : [...new Set(keys.map(regionOf))].flatMap((region) =>
              keyGrants(
                  keys.filter((arn) => regionOf(arn) === region),
                  actions,
                  "sqs",
                  region,
              ),
          );
}

type ObjectAccess = Extract<Access, { readonly store: StoreName }>;

function isObjectAccess(access: Access): access is ObjectAccess {
    return "store" in access;
}

/** Actions on objects, and on the key they are encrypted with. */
const objectActions: Readonly<
    Record<ObjectAccess["kind"], { readonly s3: readonly string[]; readonly kms: readonly string[] }>
> = {
    "read-objects": { s3: ["s3:GetObject"], kms: ["kms:Decrypt"] },
    // Decrypt also for the parts of a multipart upload.
    "add-objects": {
        s3: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
        kms: ["kms:Decrypt", "kms:GenerateDataKey"],
    },
    "write-objects": {
        s3: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
        kms: ["kms:Decrypt", "kms:GenerateDataKey"],
    },
};

/** Statements for all prefixes of one bucket together: one of each kind per model would soon fill a role's policy. */
function objectGrants(access: readonly ObjectAccess[], stores: StoreLocations): readonly Grant[] {
    const groups = new Map<
        string,
        { readonly kind: ObjectAccess["kind"]; readonly store: StoreName; prefixes: string[] }
    >();
    for (const { kind, store, prefix } of access) {
        const key = `${kind} ${store}`;
        const group = groups.get(key) ?? { kind, store, prefixes: [] };
        groups.set(key, { ...group, prefixes: [...new Set([...group.prefixes, prefix])] });
    }
    return [...groups.values()].flatMap(({ kind, store, prefixes }) => {
        const location = stores[store];
        return location === undefined ? [] : prefixGrants(location, prefixes, objectActions[kind]);
    });
}

function prefixGrants(
    { arn, keyArn, region }: StoreLocation,
    prefixes: readonly string[],
    actions: { readonly s3: readonly string[]; readonly kms: readonly string[] },
): readonly Grant[] {
    // The whole bucket is every prefix.
    const all = prefixes.includes("") ? [""] : prefixes;
    const patterns = all.map((prefix) => `${prefix}*`);
    return [
        ...chunks(patterns, (pattern) => pattern.length).map((chunk): Grant => ({
            actions: ["s3:ListBucket"],
            resources: [arn],
            ...(all[0] !== "" && { conditions: { StringLike: { "s3:prefix": chunk } } }),
        })),
        ...chunks(patterns, (pattern) => longestBucketArn + pattern.length).map((chunk): Grant => ({
            actions: actions.s3,
            resources: chunk.map((pattern) => pulumi.interpolate`${arn}/${pattern}`),
            characters: chunk.reduce((sum, pattern) => sum + longestBucketArn + pattern.length, statementFrame),
        })),
        ...keyGrants(keyArn === undefined ? [] : [keyArn], actions.kms, "s3", region),
    ];
}

/** Characters of the ARN of a bucket with the longest name in the partition with the longest name, and what JSON puts around it. */
const longestBucketArn = "arn:aws-us-gov:s3:::".length + 63 + '/"",'.length;

/** Characters of a statement's own words, without its resources. */
const statementFrame = 200;

/** Characters of values that one statement takes, so that a statement always fits into a managed policy. */
const statementCharacters = 5000;

/** Cuts a list so that the values of each part fit into one statement. */
function chunks(values: readonly string[], characters: (value: string) => number): string[][] {
    const parts: string[][] = [];
    let room = 0;
    for (const value of values) {
        // Quotes and comma.
        const size = characters(value) + 3;
        if (parts.length === 0 || size > room) {
            parts.push([]);
            room = statementCharacters;
        }
        parts.at(-1)?.push(value);
        room -= size;
    }
    return parts;
}

function messageGrants(access: Access): readonly Grant[] {
    switch (access.kind) {
        case "read-objects":
        case "add-objects":
        case "write-objects":
            return [];
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
        case "send-queue":
            return [
                {
                    actions: ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
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
