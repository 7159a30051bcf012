import { open } from "node:fs/promises";
import {
    type CompletedPart,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    HeadObjectCommand,
    NotFound,
    PutObjectCommand,
    S3ServiceException,
    type S3Client,
    UploadPartCommand,
} from "@aws-sdk/client-s3";
import { ExitCode } from "../shared/exitCodes";
import { CommandError } from "../shared/failure";
import { type DigestedFile, type Part, readPart } from "./digest";
import { inParallel } from "./inParallel";
import { interruptedUpload, type UploadTarget } from "./interruptedUpload";

/** Parts of one file that are sent at the same time. */
const partsInFlight = 4;

/** Attempts to upload a file while another upload writes the same object, or while the store fails. */
const maxAttempts = 4;

/** Called with the number of bytes that have newly arrived, or were found there. */
export type OnBytes = (bytes: number) => void;

/**
 * Makes an object hold exactly `file`, and never replaces an object that exists. S3 rejects a request whose body does not match
 * its digest. A large file goes in parts; parts that an interrupted upload left behind are kept when they are those of the file.
 *
 * @param exists whether the object was there when the upload began
 * @throws CommandError when the object holds something else
 */
export async function uploadFile(
    client: S3Client,
    target: UploadTarget,
    file: DigestedFile,
    exists: boolean,
    onBytes: OnBytes,
): Promise<void> {
    const counted = new CountedBytes(file.bytes, onBytes);
    let mayExist = exists;
    let storeError: Error | undefined;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
        if (mayExist && (await holdsFile(client, target, file))) {
            counted.finish();
            return;
        }
        try {
            await (file.parts.length === 1
                ? uploadWhole(client, target, file)
                : uploadParts(client, target, file, counted));
            counted.finish();
            return;
        } catch (error) {
            if (!isLostRace(error) && !isStoreError(error)) {
                throw error;
            }
            storeError = isStoreError(error) ? error : undefined;
            mayExist = true;
        }
    }
    if (storeError !== undefined) {
        throw storeError;
    }
    throw new CommandError(
        `${target.key} in ${target.bucket} is being written by another upload: wait until it has ended, then run the ` +
            "same command again",
        ExitCode.Rejected,
    );
}

/** Progress of one file: parts that are sent again after a lost race count once. */
class CountedBytes {
    private counted = 0;

    constructor(
        private readonly total: number,
        private readonly onBytes: OnBytes,
    ) {}

    public add(bytes: number): void {
        const fresh = Math.min(bytes, this.total - this.counted);
        this.counted += fresh;
        this.onBytes(fresh);
    }

    public finish(): void {
        this.add(this.total - this.counted);
    }
}

/**
 * Whether another process has created the object, or completed, changed or aborted the upload that both were filling.
 * Source: S3 API reference, PutObject, UploadPart and CompleteMultipartUpload, special errors.
 */
function isLostRace(error: unknown): boolean {
    return (
        error instanceof S3ServiceException &&
        (error.$metadata.httpStatusCode === 412 ||
            error.$metadata.httpStatusCode === 409 ||
            error.name === "NoSuchUpload" ||
            error.name === "InvalidPart")
    );
}

/** What a client sees of a server that answers and closes the connection before it has read the whole request. */
const closedConnection: readonly unknown[] = ["ECONNRESET", "EPIPE"];

/**
 * Whether the store failed, or closed the connection, although the SDK has sent the request again. Another upload that has
 * completed the object meanwhile can cause both, so the object is looked up before the next attempt.
 */
function isStoreError(error: unknown): error is Error {
    return error instanceof S3ServiceException
        ? (error.$metadata.httpStatusCode ?? 0) >= 500
        : error instanceof Error && "code" in error && closedConnection.includes(error.code);
}

/** @throws CommandError when the object exists and holds another file */
async function holdsFile(client: S3Client, { bucket, key }: UploadTarget, file: DigestedFile): Promise<boolean> {
    try {
        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" }));
        if (head.ContentLength === file.bytes && head.ChecksumSHA256 === file.objectChecksum) {
            return true;
        }
    } catch (error) {
        if (error instanceof NotFound) {
            return false;
        }
        throw error;
    }
    throw new CommandError(
        `${key} in ${bucket} differs from ${file.source}, left by another upload: delete it, or publish under a new ` +
            "version number",
        ExitCode.Rejected,
    );
}

async function uploadWhole(client: S3Client, { bucket, key }: UploadTarget, file: DigestedFile): Promise<void> {
    const [part] = file.parts;
    if (part === undefined) {
        throw new Error(`${file.source} was not digested`);
    }
    await client.send(
        new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: await bodyOf(file, part),
            ChecksumSHA256: part.checksum,
            IfNoneMatch: "*",
        }),
    );
}

async function uploadParts(
    client: S3Client,
    target: UploadTarget,
    file: DigestedFile,
    counted: CountedBytes,
): Promise<void> {
    const object = { Bucket: target.bucket, Key: target.key };
    const interrupted = await interruptedUpload(client, target, file);
    const upload = { ...object, UploadId: interrupted?.id ?? (await startUpload(client, target)) };
    const done = new Map<number, CompletedPart>(interrupted?.parts);
    // After a failure, parts in flight may still arrive: the next attempt finds them there.
    await inParallel(file.parts, partsInFlight, async (part) => {
        if (!done.has(part.number)) {
            done.set(part.number, await uploadPart(client, upload, file, part));
        }
        counted.add(part.bytes);
    });
    const Parts = [...done.values()].sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, IfNoneMatch: "*" }));
}

async function startUpload(client: S3Client, { bucket, key }: UploadTarget): Promise<string | undefined> {
    const started = await client.send(
        new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ChecksumAlgorithm: "SHA256" }),
    );
    return started.UploadId;
}

async function uploadPart(
    client: S3Client,
    upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
    file: DigestedFile,
    part: Part,
): Promise<CompletedPart> {
    const { ETag } = await client.send(
        new UploadPartCommand({
            ...upload,
            PartNumber: part.number,
            Body: await bodyOf(file, part),
            ChecksumSHA256: part.checksum,
        }),
    );
    return { PartNumber: part.number, ETag, ChecksumSHA256: part.checksum };
}

async function bodyOf(file: DigestedFile, part: Part): Promise<Buffer> {
    const handle = await open(file.source);
    try {
        return await readPart(handle, part);
    } finally {
        await handle.close();
    }
}
