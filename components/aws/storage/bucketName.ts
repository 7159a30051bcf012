import { createHash } from "node:crypto";

/** Short, since account and region need most of the room. */
const prefix = "inference";

/** Source: S3 user guide, bucket naming rules. */
const maxLength = 63;

export interface BucketNameParts {
    readonly stack: string;
    /** What the bucket holds, for example `models`. */
    readonly store: string;
    readonly accountId: string;
    readonly region: string;
}

/**
 * Name of one of the stack's buckets, the same at every run: account and region make it unique in the world, and a plan or a
 * manifest that is read before the bucket exists already shows it.
 */
export function bucketName({ stack, store, accountId, region }: BucketNameParts): string {
    const around = `${prefix}--${store}-${accountId}-${region}`.length;
    return [prefix, shortened(stack, maxLength - around), store, accountId, region].join("-");
}

/** The stack's name in the letters buckets allow; one that had to change carries a hash, so that two stacks never share a bucket. */
function shortened(stack: string, length: number): string {
    const plain = stack
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, "-")
        .replaceAll(/^-|-$/g, "");
    if (plain === stack && plain.length <= length) {
        return plain;
    }
    const hash = createHash("sha256").update(stack).digest("hex").slice(0, 5);
    return `${plain.slice(0, length - hash.length)}${hash}`;
}
