import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { freePorts, ProcessGroup } from "../cluster/processes";
import { ensureTool } from "../tools";

const region = "us-west-2";
const credentials = { accessKeyId: "inference-platform-test", secretAccessKey: "only-on-loopback" };

/** What a program needs to find the server and to be let in. */
export type S3Environment = Readonly<Record<string, string>>;

/** A real S3 server on loopback that keeps objects as files of a folder. */
export class S3Server {
    private constructor(
        public readonly endpoint: string,
        public readonly client: S3Client,
        private readonly group: ProcessGroup,
    ) {}

    /** @throws ComponentError with the server's last log lines when it does not start */
    public static async start(): Promise<S3Server> {
        const binary = await ensureTool("versitygw");
        const group = new ProcessGroup();
        const [port = 0] = await freePorts(1);
        const endpoint = `http://127.0.0.1:${port}`;
        const folders = ["objects", "metadata"].map((name) => path.join(group.folder, name));
        folders.forEach((folder) => mkdirSync(folder));
        const [objects = "", metadata = ""] = folders;
        await group.start({
            name: "versitygw",
            binary,
            args: [
                ...["--access", credentials.accessKeyId, "--secret", credentials.secretAccessKey],
                ...["--port", `127.0.0.1:${port}`, "--region", region, "--quiet", "--keep-alive"],
                // Digests beside the objects, so that the file system needs no extended attributes.
                ...["posix", "--sidecar", metadata, objects],
            ],
            ready: async () => (await fetch(endpoint)).status > 0,
        });
        const client = new S3Client({ region, endpoint, credentials, forcePathStyle: true });
        return new S3Server(endpoint, client, group);
    }

    public async stop(): Promise<void> {
        this.client.destroy();
        await this.group.stop();
    }

    public async createBucket(bucket: string): Promise<void> {
        await this.client.send(new CreateBucketCommand({ Bucket: bucket }));
    }

    /** The folder whose files are the objects of `bucket` below `prefix`: what a mount of the bucket shows. */
    public folderOf(bucket: string, prefix = ""): string {
        return path.join(this.group.folder, "objects", bucket, prefix);
    }

    /** Environment of the AWS tools and SDKs. */
    public environment(endpoint = this.endpoint): S3Environment {
        return {
            AWS_ACCESS_KEY_ID: credentials.accessKeyId,
            AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
            AWS_REGION: region,
            // The command line of version 1 reads this one.
            AWS_DEFAULT_REGION: region,
            AWS_ENDPOINT_URL: endpoint,
            AWS_EC2_METADATA_DISABLED: "true",
        };
    }
}

/** Digests of every file below a folder, by its path; empty when there is no such folder. */
export function digestsBelow(folder: string): Readonly<Record<string, string>> {
    if (!existsSync(folder)) {
        return {};
    }
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const digests = files.map((file) => {
        const source = path.join(file.parentPath, file.name);
        const digest = createHash("sha256").update(readFileSync(source)).digest("hex");
        return [path.relative(folder, source), digest] as const;
    });
    return Object.fromEntries(digests.sort(([a], [b]) => (a < b ? -1 : 1)));
}
