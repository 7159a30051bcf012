import { paginateListObjectsV2, PutObjectCommand, S3ServiceException, type S3Client } from "@aws-sdk/client-s3";
import { manifestName } from "../../config/serving/model";
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";
import { type DigestedFile } from "./digest";
import { type OnBytes, uploadFile } from "./fileUpload";
import { manifestText } from "./manifest";
import { isGraphFile } from "./savedModel";

interface Publication {
    readonly bucket: string;
    /** Prefix of the version in the bucket, ending with a slash. */
    readonly prefix: string;
    readonly files: readonly DigestedFile[];
}

/**
 * Puts a version into the bucket. The graph of a SavedModel goes after every other file: TensorFlow Serving looks for it first,
 * so that a server that follows the bucket cannot load half a version. The manifest goes last: a version without manifest was
 * interrupted, and publishing it again continues where it stopped. No object is ever replaced, and files go one after the other
 * in one order: of two uploads at once, the first to store a file that differs stops the other.
 *
 * @throws CommandError when the version exists, or when its prefix holds files that are not in the folder
 */
export async function publish(client: S3Client, publication: Publication, onBytes: OnBytes): Promise<void> {
    const { bucket, prefix, files } = publication;
    const manifestKey = prefix + manifestName;
    const there = await keysBelow(client, bucket, prefix);
    if (there.has(manifestKey)) {
        throw versionExists(prefix, bucket);
    }
    const ours = new Set(files.map((file) => prefix + file.path));
    const foreign = [...there].filter((key) => !ours.has(key)).sort();
    if (foreign.length > 0) {
        throw new CommandError(foreignFiles(prefix, bucket, foreign), ExitCode.Rejected);
    }
    for (const file of [
        ...files.filter(({ path }) => !isGraphFile(path)),
        ...files.filter(({ path }) => isGraphFile(path)),
    ]) {
        const key = prefix + file.path;
        await uploadFile(client, { bucket, key }, file, there.has(key), onBytes);
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
                // Two uploads of the same files at once: the second is rejected here.
                IfNoneMatch: "*",
            }),
        );
    } catch (error) {
        if (
            error instanceof S3ServiceException &&
            (error.$metadata.httpStatusCode === 412 || error.$metadata.httpStatusCode === 409)
        ) {
            throw versionExists(prefix, bucket);
        }
        throw error;
    }
}

/** Keys of the objects below a prefix. */
async function keysBelow(client: S3Client, bucket: string, prefix: string): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key = "" } of Contents) {
            keys.add(Key);
        }
    }
    return keys;
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
