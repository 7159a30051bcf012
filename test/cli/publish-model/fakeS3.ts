import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

interface StoredObject {
    readonly body: Buffer;
    readonly checksum: string;
}

interface OpenUpload {
    readonly key: string;
    readonly parts: Map<number, { readonly body: Buffer; readonly checksum: string }>;
}

interface Call {
    readonly method: string;
    readonly key: string;
    readonly query: URLSearchParams;
    readonly headers: IncomingMessage["headers"];
    readonly body: Buffer;
}

interface Answer {
    readonly status: number;
    readonly body?: string;
    readonly headers?: Record<string, string>;
}

/** As much of S3's protocol as publishing uses, in memory: objects, parts, checksums, conditional writes. */
export class FakeS3 {
    public readonly objects = new Map<string, StoredObject>();
    public readonly uploads = new Map<string, OpenUpload>();
    /** Requests so far, as `PUT key` or `PUT key?part=2`. */
    public readonly requests: string[] = [];
    /** Answers instead of the store where it returns something; for faults on the way. */
    public interfere: (call: Call) => Answer | undefined = () => undefined;
    private readonly server: Server;

    private constructor(private readonly bucket: string) {
        this.server = createServer((request, response) => void this.serve(request, response));
    }

    public static async start(bucket: string): Promise<FakeS3> {
        const fake = new FakeS3(bucket);
        await new Promise<void>((resolve) => fake.server.listen(0, "127.0.0.1", resolve));
        return fake;
    }

    public get endpoint(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    public async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    public text(key: string): string | undefined {
        return this.objects.get(key)?.body.toString();
    }

    public put(key: string, text: string): void {
        this.objects.set(key, { body: Buffer.from(text), checksum: sha256(Buffer.from(text)) });
    }

    private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) {
            chunks.push(chunk as Buffer);
        }
        const url = new URL(request.url ?? "/", this.endpoint);
        const [, bucket = "", ...rest] = url.pathname.split("/").map(decodeURIComponent);
        const call: Call = {
            method: request.method ?? "",
            key: rest.join("/"),
            query: url.searchParams,
            headers: request.headers,
            body: Buffer.concat(chunks),
        };
        const part = call.query.get("partNumber");
        this.requests.push(`${call.method} ${call.key}${part === null ? "" : `?part=${part}`}`);
        const answer =
            bucket === this.bucket ? (this.interfere(call) ?? this.answer(call)) : fault(404, "NoSuchBucket");
        response.writeHead(answer.status, { "content-type": "application/xml", ...answer.headers });
        response.end(call.method === "HEAD" ? undefined : answer.body);
    }

    private answer(call: Call): Answer {
        const { method, key, query } = call;
        const uploadId = query.get("uploadId");
        switch (method) {
            case "HEAD":
                return this.head(key);
            case "PUT":
                return uploadId === null ? this.putObject(call) : this.putPart(call, uploadId);
            case "POST":
                return uploadId === null ? this.begin(call) : this.complete(call, uploadId);
            default:
                return uploadId !== null
                    ? this.listParts(uploadId)
                    : query.has("uploads")
                      ? this.listUploads()
                      : this.list(query);
        }
    }

    private head(key: string): Answer {
        const object = this.objects.get(key);
        return object === undefined
            ? { status: 404 }
            : {
                  status: 200,
                  headers: { "x-amz-checksum-sha256": object.checksum, "content-length": String(object.body.length) },
              };
    }

    private list(query: URLSearchParams): Answer {
        const keys = [...this.objects.keys()].filter((key) => key.startsWith(query.get("prefix") ?? ""));
        const contents = keys.map(
            (key) => `<Contents><Key>${key}</Key><Size>${this.objects.get(key)?.body.length}</Size></Contents>`,
        );
        return xml(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`);
    }

    private putObject({ key, headers, body }: Call): Answer {
        if (headers["if-none-match"] === "*" && this.objects.has(key)) {
            return fault(412, "PreconditionFailed");
        }
        const wrong = wrongChecksum(headers, body);
        if (wrong === undefined) {
            this.objects.set(key, { body, checksum: sha256(body) });
        }
        return wrong ?? { status: 200, headers: { etag: '"whole"' } };
    }

    private begin({ key }: Call): Answer {
        const id = `upload-${this.uploads.size + 1}`;
        this.uploads.set(id, { key, parts: new Map() });
        return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }

    private putPart({ query, headers, body }: Call, uploadId: string): Answer {
        const wrong = wrongChecksum(headers, body);
        if (wrong === undefined) {
            this.uploads.get(uploadId)?.parts.set(Number(query.get("partNumber")), { body, checksum: sha256(body) });
        }
        return wrong ?? { status: 200, headers: { etag: `"${sha256(body)}"` } };
    }

    private complete({ key, body }: Call, uploadId: string): Answer {
        const upload = this.uploads.get(uploadId);
        const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map((match) =>
            Number(match[1]),
        );
        const parts = numbers.map((number) => upload?.parts.get(number));
        if (upload?.key !== key || parts.some((part) => part === undefined)) {
            return fault(400, "InvalidPart");
        }
        const known = parts.filter((part) => part !== undefined);
        const digests = Buffer.concat(known.map(({ checksum }) => Buffer.from(checksum, "base64")));
        this.objects.set(key, {
            body: Buffer.concat(known.map((part) => part.body)),
            checksum: `${sha256(digests)}-${known.length}`,
        });
        this.uploads.delete(uploadId);
        return xml("<CompleteMultipartUploadResult></CompleteMultipartUploadResult>");
    }

    private listUploads(): Answer {
        const uploads = [...this.uploads].map(
            ([id, { key }]) =>
                `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated>` +
                "<ChecksumAlgorithm>SHA256</ChecksumAlgorithm></Upload>",
        );
        return xml(`<ListMultipartUploadsResult>${uploads.join("")}</ListMultipartUploadsResult>`);
    }

    private listParts(uploadId: string): Answer {
        const parts = [...(this.uploads.get(uploadId)?.parts ?? [])].map(
            ([number, { checksum }]) =>
                `<Part><PartNumber>${number}</PartNumber><ETag>"${checksum}"</ETag>` +
                `<ChecksumSHA256>${checksum}</ChecksumSHA256></Part>`,
        );
        return xml(`<ListPartsResult><IsTruncated>false</IsTruncated>${parts.join("")}</ListPartsResult>`);
    }
}

function sha256(body: Buffer): string {
    return createHash("sha256").update(body).digest("base64");
}

function wrongChecksum(headers: IncomingMessage["headers"], body: Buffer): Answer | undefined {
    const given = headers["x-amz-checksum-sha256"];
    return given !== undefined && given !== sha256(body) ? fault(400, "BadDigest") : undefined;
}

function xml(body: string): Answer {
    return { status: 200, body: `<?xml version="1.0" encoding="UTF-8"?>${body}` };
}

function fault(status: number, code: string): Answer {
    return { status, body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>` };
}
