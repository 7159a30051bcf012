import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePorts, ProcessGroup } from "../cluster/processes";
import { type S3Environment } from "./s3Server";

/** A stand-in for SQS on loopback (moto), which the AWS command line talks to as to the real one. */
export class QueueServer {
    private constructor(
        private readonly endpoint: string,
        private readonly env: S3Environment,
        private readonly group: ProcessGroup,
    ) {}

    /**
     * @param env credentials and region of the tools
     * @throws ComponentError with the server's last log lines when it does not start
     */
    public static async start(env: S3Environment): Promise<QueueServer> {
        const group = new ProcessGroup();
        const [port = 0] = await freePorts(1);
        const endpoint = `http://127.0.0.1:${port}`;
        await group.start({
            name: "moto",
            binary: "python3",
            args: ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
            env: { PATH: process.env.PATH ?? "" },
            ready: async () => (await fetch(`${endpoint}/moto-api/data.json`)).ok,
        });
        return new QueueServer(endpoint, env, group);
    }

    public async stop(): Promise<void> {
        await this.group.stop();
    }

    /** Creates a queue; its URL. */
    public async create(name: string): Promise<string> {
        const { QueueUrl } = (await this.run("create-queue", "--queue-name", name)) as { QueueUrl: string };
        return QueueUrl;
    }

    public async send(url: string, body: string): Promise<void> {
        await this.run("send-message", "--queue-url", url, "--message-body", body);
    }

    /** Messages of a queue: those that a receiver would get now, and those that a receiver has. */
    public async count(url: string): Promise<{ readonly waiting: number; readonly taken: number }> {
        const { Attributes } = (await this.run(
            "get-queue-attributes",
            "--queue-url",
            url,
            "--attribute-names",
            "All",
        )) as {
            Attributes: Readonly<Record<string, string>>;
        };
        return {
            waiting: Number(Attributes["ApproximateNumberOfMessages"]),
            taken: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
        };
    }

    private async run(...args: readonly string[]): Promise<unknown> {
        const env = { PATH: process.env.PATH ?? "", ...this.env };
        const { stdout } = await promisify(execFile)(
            "aws",
            ["sqs", ...args, "--endpoint-url", this.endpoint, "--output", "json"],
            { env },
        );
        return stdout === "" ? {} : JSON.parse(stdout);
    }
}
