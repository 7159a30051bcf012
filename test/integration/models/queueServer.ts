import { freePorts, ProcessGroup } from "../cluster/processes";

/** Where the queues are: moto keeps those of each region apart. */
export const queueRegion = "us-west-2";

/** Most messages of one call. */
const batch = 10;
/** Seconds that a received message stays hidden: longer than any test. */
const hiddenSeconds = 12 * 3600;

/** A stand-in for SQS on loopback (moto), which SDKs and the AWS command line talk to as to the real one. */
export class QueueServer {
    private constructor(
        public readonly endpoint: string,
        private readonly group: ProcessGroup,
    ) {}

    /**
     * @param group that its process joins; default: one of its own
     * @throws ComponentError with the server's last log lines when it does not start
     */
    public static async start(group = new ProcessGroup()): Promise<QueueServer> {
        const [port = 0] = await freePorts(1);
        const endpoint = `http://127.0.0.1:${port}`;
        await group.start({
            name: "moto",
            binary: "python3",
            args: ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
            ready: async () => (await fetch(`${endpoint}/moto-api/data.json`)).ok,
        });
        return new QueueServer(endpoint, group);
    }

    public async stop(): Promise<void> {
        await this.group.stop();
    }

    /** Creates a queue unless it is there; its URL. */
    public async create(name: string): Promise<string> {
        const { QueueUrl } = await this.ask<{ QueueUrl: string }>("CreateQueue", { QueueName: name });
        return QueueUrl;
    }

    public async send(url: string, ...bodies: readonly string[]): Promise<void> {
        for (const some of batches(bodies)) {
            const Entries = some.map((MessageBody, i) => ({ Id: String(i), MessageBody }));
            await this.ask("SendMessageBatch", { QueueUrl: url, Entries });
        }
    }

    /** Receives messages, which then are hidden from others. @returns what `done` takes */
    public async take(url: string, count: number): Promise<string[]> {
        const taken: string[] = [];
        while (taken.length < count) {
            const { Messages = [] } = await this.ask<{ Messages?: readonly { readonly ReceiptHandle: string }[] }>(
                "ReceiveMessage",
                {
                    QueueUrl: url,
                    MaxNumberOfMessages: Math.min(batch, count - taken.length),
                    VisibilityTimeout: hiddenSeconds,
                },
            );
            if (Messages.length === 0) {
                throw new Error(`${url}: ${taken.length} messages wait, and ${count} were to be received`);
            }
            taken.push(...Messages.map(({ ReceiptHandle }) => ReceiptHandle));
        }
        return taken;
    }

    /** Deletes messages that were received. */
    public async done(url: string, receipts: readonly string[]): Promise<void> {
        for (const some of batches(receipts)) {
            const Entries = some.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }));
            await this.ask("DeleteMessageBatch", { QueueUrl: url, Entries });
        }
    }

    /** Messages of a queue: those that a receiver would get now, and those that a receiver has. */
    public async count(url: string): Promise<{ readonly waiting: number; readonly taken: number }> {
        const { Attributes } = await this.ask<{ Attributes: Readonly<Record<string, string>> }>("GetQueueAttributes", {
            QueueUrl: url,
            AttributeNames: ["All"],
        });
        return {
            waiting: Number(Attributes["ApproximateNumberOfMessages"]),
            taken: Number(Attributes["ApproximateNumberOfMessagesNotVisible"]),
        };
    }

    /** Source of the protocol: AWS JSON 1.0, as the service model of SQS names it. */
    private async ask<T>(action: string, body: object): Promise<T> {
        const response = await fetch(this.endpoint, {
            method: "POST",
            headers: {
                "content-type": "application/x-amz-json-1.0",
                "x-amz-target": `AmazonSQS.${action}`,
                // moto reads the region here, and checks no signature.
                authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${queueRegion}/sqs/aws4_request, SignedHeaders=host, Signature=0`,
            },
            body: JSON.stringify(body),
        });
        const text = await response.text();
        if (!response.ok) {
            throw new Error(`${action}: ${text}`);
        }
        return JSON.parse(text === "" ? "{}" : text) as T;
    }
}

function batches<T>(all: readonly T[]): T[][] {
    return Array.from({ length: Math.ceil(all.length / batch) }, (_, i) => all.slice(i * batch, (i + 1) * batch));
}
