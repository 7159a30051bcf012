import {
    HeadObjectCommand,
    NotFound,
    paginateListObjectsV2,
    PutObjectCommand,
    S3ServiceException,
    type S3Client,
} from "@aws-sdk/client-s3";
import { manifestName } from "../../config/serving/model";
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";
import { type DigestedFile } from "./digest";
import { type OnBytes, uploadFile } from "./fileUpload";
import { manifestText } from "./manifest";

interface Publication {
    readonly bucket: string;
    /** Prefix of the version in the bucket, ending with a slash. */
    readonly prefix: string;
    readonly files: readonly DigestedFile[];
}

/**
 * Uploads a version to the bucket, its manifest last. A version without a manifest was interrupted: publishing it again resumes
 * the upload. A version with a manifest is never changed.
 *
 * @throws CommandError when the version exists, or when its prefix holds files that are not in the folder
 */
export async function publish(client: S3Client, publication: Publication, onBytes: OnBytes): Promise<void> {
    const { bucket, prefix, files } = publication;
    const manifestKey = prefix + manifestName;
    const there = await objectsBelow(client, bucket, prefix);
    if (there.has(manifestKey)) {
        throw versionExists(prefix, bucket);
    }
    const ours = new Set(files.map((file) => prefix + file.path));
    const foreign = [...there.keys()].filter((key) => !ours.has(key)).sort();
    if (foreign.length > 0) {
        throw new CommandError(foreignFiles(prefix, bucket, foreign), ExitCode.Rejected);
    }
    for (const file of files) {
        const target = { bucket, key: prefix + file.path };
        if (there.get(target.key) === file.bytes && (await holdsFile(client, target.bucket, target.key, file))) {
            onBytes(file.bytes);
        } else {
            await uploadFile(client, target, file, onBytes);
        }
    }
    await putManifest(client, publication, manifestKey);
}

async function putManifest(client: S3Client, { bucket, prefix, files }: Publication, key: string): Promise<void> {
    try {
        await client.send(
            new PutObjectCommand({
                Bucket: bucket,
                Key: key,
                Body: manifestText(files),
                ContentType: "text/plain",
                // When two people publish the same version at once, S3 rejects the second manifest.
                IfNoneMatch: "*",
            }),
        );
    } catch (error) {
        if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) {
            throw versionExists(prefix, bucket);
        }
        throw error;
    }
}

/** Sizes of the objects below a prefix, by key. */
async function objectsBelow(client: S3Client, bucket: string, prefix: string): Promise<ReadonlyMap<string, number>> {
    const sizes = new Map<string, number>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key = "", Size = 0 } of Contents) {
            sizes.set(Key, Size);
        }
    }
    return sizes;
}

async function holdsFile(client: S3Client, bucket: string, key: string, file: DigestedFile): Promise<boolean> {
    try {
        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" }));
        return head.ChecksumSHA256 === file.objectChecksum;
    } catch (error) {
        if (error instanceof NotFound) {
            return false;
        }
        throw error;
    }
}

function versionExists(prefix: string, bucket: string): CommandError {
    return new CommandError(
        `${prefix} already exists in ${bucket}: published versions are immutable; publish under a new version number`,
        ExitCode.Rejected,
    );
}

function foreignFiles(prefix: string, bucket: string, keys: readonly string[]): string {
    const shown = keys.slice(0, 10).map((key) => `  - ${key}`);
    const more = keys.length > shown.length ? [`  - and ${keys.length - shown.length} more`] : [];
    return [
        `${prefix} in ${bucket} holds files of another upload, which the folder does not contain:`,
        ...shown,
        ...more,
        "Delete them, or publish under a new version number.",
    ].join("\n");
}
