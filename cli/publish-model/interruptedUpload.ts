import { type CompletedPart, ListMultipartUploadsCommand, ListPartsCommand, type S3Client } from "@aws-sdk/client-s3";
import { type DigestedFile } from "./digest";

export interface UploadTarget {
    readonly bucket: string;
    readonly key: string;
}

/** An upload in parts that was started and not completed, with the parts that have arrived. */
export interface InterruptedUpload {
    readonly id: string;
    readonly parts: ReadonlyMap<number, CompletedPart>;
}

/** Entries of one page of a listing. */
interface PageSizes {
    readonly uploads?: number;
    readonly parts?: number;
}

/** Most that S3 returns at once. Source: S3 API reference, ListParts and ListMultipartUploads. */
const maxPageSize = 1000;

/**
 * The newest interrupted upload that can become `file`: each of its parts is a part of the file. An upload with any other part
 * belongs to a different file and is left alone.
 *
 * @param pages entries to ask for at once; default: as many as S3 returns
 */
export async function interruptedUpload(
    client: S3Client,
    target: UploadTarget,
    file: DigestedFile,
    pages: PageSizes = {},
): Promise<InterruptedUpload | undefined> {
    for (const id of await uploadsOf(client, target, pages.uploads ?? maxPageSize)) {
        const parts = await partsOf(client, target, id, pages.parts ?? maxPageSize);
        if ([...parts].every(([number, part]) => file.parts[number - 1]?.checksum === part.ChecksumSHA256)) {
            return { id, parts };
        }
    }
    return undefined;
}

/** Ids of the unfinished uploads of a key with SHA-256 digests, newest first. */
async function uploadsOf(client: S3Client, { bucket, key }: UploadTarget, pageSize: number): Promise<string[]> {
    const found: { id: string; initiated: number }[] = [];
    let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (marker !== undefined) {
        const page: Awaited<ReturnType<typeof listUploads>> = await listUploads(client, bucket, key, marker, pageSize);
        for (const { Key, UploadId, ChecksumAlgorithm, Initiated } of page.Uploads ?? []) {
            if (Key === key && UploadId !== undefined && ChecksumAlgorithm === "SHA256") {
                found.push({ id: UploadId, initiated: Number(Initiated) });
            }
        }
        // S3 may answer markers on the last page too: only IsTruncated shows that there is another one.
        marker =
            page.IsTruncated === true
                ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
                : undefined;
    }
    return found.sort((a, b) => b.initiated - a.initiated).map(({ id }) => id);
}

function listUploads(client: S3Client, Bucket: string, Prefix: string, marker: object, MaxUploads: number) {
    return client.send(new ListMultipartUploadsCommand({ Bucket, Prefix, MaxUploads, ...marker }));
}

/** Parts that have arrived, by number. */
async function partsOf(
    client: S3Client,
    { bucket, key }: UploadTarget,
    UploadId: string,
    MaxParts: number,
): Promise<ReadonlyMap<number, CompletedPart>> {
    const found = new Map<number, CompletedPart>();
    let PartNumberMarker: string | undefined;
    do {
        const page = await client.send(
            new ListPartsCommand({ Bucket: bucket, Key: key, UploadId, MaxParts, PartNumberMarker }),
        );
        for (const { PartNumber = 0, ETag, ChecksumSHA256 } of page.Parts ?? []) {
            found.set(PartNumber, { PartNumber, ETag, ChecksumSHA256 });
        }
        // Not the SDK's paginateListParts: it goes on while there is a marker, and S3 answers one on the last page too.
        PartNumberMarker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
    } while (PartNumberMarker !== undefined);
    return found;
}
