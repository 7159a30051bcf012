import { type StoreName } from "../../../config/names";
import { type Access } from "../../platform";

/** Who may do what in the stack's S3 server. */
export interface StoreAccount {
    /** Access key id, and the name of the account. */
    readonly name: string;
    readonly access: readonly Access[];
}

interface Statement {
    readonly Effect: "Allow";
    readonly Principal: readonly string[];
    readonly Action: readonly string[];
    readonly Resource: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A bucket policy, as the S3 API takes it. */
export interface BucketPolicy {
    readonly Version: "2012-10-17";
    readonly Statement: readonly Statement[];
}

type ObjectAccess = Extract<Access, { readonly store: StoreName }>;

const objectActions: Readonly<Record<ObjectAccess["kind"], readonly string[]>> = {
    "read-objects": ["s3:GetObject"],
    "add-objects": ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
    "write-objects": [
        ...["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
        "s3:DeleteObject",
    ],
};

/** Policies of the buckets by their names; a bucket that no account may use has none. Source: versitygw wiki, bucket policies. */
export function bucketPolicies(accounts: readonly StoreAccount[]): Readonly<Record<string, BucketPolicy>> {
    const statements = new Map<StoreName, Statement[]>();
    for (const { name, access } of accounts) {
        for (const entry of access) {
            if ("store" in entry) {
                const before = statements.get(entry.store) ?? [];
                statements.set(entry.store, [...before, ...accountStatements(name, entry)]);
            }
        }
    }
    const entries = [...statements].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([store, each]) => [store, { Version: "2012-10-17", Statement: each }]));
}

function accountStatements(account: string, { kind, store, prefix }: ObjectAccess): readonly Statement[] {
    const bucket = `arn:aws:s3:::${store}`;
    const allow = { Effect: "Allow", Principal: [account] } as const;
    return [
        {
            ...allow,
            Action: ["s3:ListBucket"],
            Resource: bucket,
            ...(prefix !== "" && { Condition: { StringLike: { "s3:prefix": [`${prefix}*`] } } }),
        },
        ...(kind === "read-objects" ? [] : [{ ...allow, Action: ["s3:ListBucketMultipartUploads"], Resource: bucket }]),
        { ...allow, Action: objectActions[kind], Resource: `${bucket}/${prefix}*` },
    ];
}
