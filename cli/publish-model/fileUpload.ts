import { open } from "node:fs/promises";
import {
    type CompletedPart,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
    ListMultipartUploadsCommand,
    paginateListParts,
    PutObjectCommand,
    type S3Client,
    UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type DigestedFile, type Part, readPart } from "./digest";

/** Parts of one file that are uploaded at the same time. */
const inFlight = 4;

interface UploadTarget {
    readonly bucket: string;
    readonly key: string;
}

/** Called with the number of bytes that were uploaded, or found in the bucket, since the last call. */
export type OnBytes = (bytes: number) => void;

/**
 * Uploads one file; S3 rejects a request whose body does not match its checksum. A large file is uploaded in parts, and the
 * matching parts of an interrupted upload are reused.
 */
export async function uploadFile(
    client: S3Client,
    target: UploadTarget,
    file: DigestedFile,
    onBytes: OnBytes,
): Promise<void> {
    const [only] = file.parts;
    if (only !== undefined && file.parts.length === 1) {
        await client.send(
            new PutObjectCommand({
                Bucket: target.bucket,
                Key: target.key,
                Body: await bodyOf(file, only),
                ChecksumSHA256: only.checksum,
            }),
        );
        onBytes(file.bytes);
        return;
    }
    await uploadParts(client, target, file, onBytes);
}

async function uploadParts(
    client: S3Client,
    target: UploadTarget,
    file: DigestedFile,
    onBytes: OnBytes,
): Promise<void> {
    const object = { Bucket: target.bucket, Key: target.key };
    const interrupted = await interruptedUpload(client, target);
    const UploadId = interrupted ?? (await startUpload(client, target));
    const there =
        interrupted === undefined ? new Map<number, CompletedPart>() : await partsThere(client, target, UploadId);
    const done = new Map<number, CompletedPart>();
    const waiting = [...file.parts];
    const work = async () => {
        for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
            const kept = there.get(part.number);
            done.set(
                part.number,
                kept?.ChecksumSHA256 === part.checksum
                    ? kept
                    : await uploadPart(client, { ...object, UploadId }, file, part),
            );
            onBytes(part.bytes);
        }
    };
    // After an error, uploads under way may still succeed: the next attempt reuses them.
    const outcomes = await Promise.allSettled(Array.from({ length: inFlight }, work));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined) {
        throw failed.reason;
    }
    const Parts = [...done.values()].sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
    await client.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts } }));
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

/** Id of the newest unfinished upload of this key. */
async function interruptedUpload(client: S3Client, { bucket, key }: UploadTarget): Promise<string | undefined> {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }));
    const ofKey = Uploads.filter((upload) => upload.Key === key && upload.ChecksumAlgorithm === "SHA256");
    return ofKey.sort((a, b) => Number(a.Initiated) - Number(b.Initiated)).at(-1)?.UploadId;
}

async function partsThere(
    client: S3Client,
    { bucket, key }: UploadTarget,
    UploadId: string | undefined,
): Promise<Map<number, CompletedPart>> {
    const found = new Map<number, CompletedPart>();
    for await (const { Parts = [] } of paginateListParts({ client }, { Bucket: bucket, Key: key, UploadId })) {
        for (const { PartNumber = 0, ETag, ChecksumSHA256 } of Parts) {
            found.set(PartNumber, { PartNumber, ETag, ChecksumSHA256 });
        }
    }
    return found;
}

async function bodyOf(file: DigestedFile, part: Part): Promise<Buffer> {
    const handle = await open(file.source);
    try {
        return await readPart(handle, part);
    } finally {
        await handle.close();
    }
}
