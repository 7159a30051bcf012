import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { type ModelFile } from "./manifest";

const MiB = 1024 ** 2;

/** Maximum number of parts of one upload. Source: S3 user guide, multipart upload limits. */
const maxParts = 10_000;

/** A part of a file, uploaded in one request. */
export interface Part {
    /** Counts from 1. */
    readonly number: number;
    readonly start: number;
    readonly bytes: number;
    /** SHA-256 in base64, as S3 writes it. */
    readonly checksum: string;
}

export interface DigestedFile extends ModelFile {
    /** SHA-256 in hexadecimal, as the manifest writes it. */
    readonly sha256: string;
    /** A single part is uploaded in one request; more make a multipart upload. */
    readonly parts: readonly Part[];
    /** The checksum that S3 reports for an object with exactly this content. */
    readonly objectChecksum: string;
}

/** Size of the parts of a file: 16 MiB, or more where the file would have too many parts. */
export function partBytes(bytes: number): number {
    return Math.max(16 * MiB, Math.ceil(bytes / maxParts / MiB) * MiB);
}

/** Computes all digests of a file in one pass. */
export async function digestFile(file: ModelFile): Promise<DigestedFile> {
    const whole = createHash("sha256");
    const parts: Part[] = [];
    const handle = await open(file.source);
    try {
        const size = partBytes(file.bytes);
        for (let start = 0; start === 0 || start < file.bytes; start += size) {
            const body = await readPart(handle, { start, bytes: Math.min(size, file.bytes - start) });
            whole.update(body);
            const checksum = createHash("sha256").update(body).digest("base64");
            parts.push({ number: parts.length + 1, start, bytes: body.length, checksum });
        }
    } finally {
        await handle.close();
    }
    return { ...file, sha256: whole.digest("hex"), parts, objectChecksum: objectChecksum(parts) };
}

/** Of a multipart upload, the digest of the parts' digests and their number. Source: S3 user guide, checking object integrity. */
function objectChecksum(parts: readonly Part[]): string {
    const [only] = parts;
    if (only !== undefined && parts.length === 1) {
        return only.checksum;
    }
    const hash = createHash("sha256");
    for (const { checksum } of parts) {
        hash.update(Buffer.from(checksum, "base64"));
    }
    return `${hash.digest("base64")}-${parts.length}`;
}

export async function readPart(handle: FileHandle, { start, bytes }: Pick<Part, "start" | "bytes">): Promise<Buffer> {
    const body = Buffer.alloc(bytes);
    let filled = 0;
    while (filled < bytes) {
        const { bytesRead } = await handle.read(body, filled, bytes - filled, start + filled);
        if (bytesRead === 0) {
            throw new Error("the file became shorter while it was read");
        }
        filled += bytesRead;
    }
    return body;
}
