import { type KubeObject } from "../integration/cluster/types";
import { queueRegion, type QueueServer } from "../integration/models/queueServer";

/** URL of a queue as a stack file names it. */
export function queueUrl(name: string): string {
    return `https://sqs.${queueRegion}.amazonaws.com/111122223333/${name}`;
}

/** Names of the queues that the triggers of a ScaledObject or ScaledJob read. */
export function queuesOf({ kind, spec }: KubeObject): string[] {
    if (kind !== "ScaledObject" && kind !== "ScaledJob") {
        return [];
    }
    const { triggers } = spec as {
        readonly triggers: readonly { readonly metadata: { readonly queueURL?: string } }[];
    };
    return triggers.flatMap(({ metadata: { queueURL } }) => queueURL?.split("/").at(-1) ?? []);
}

/** What somebody does with the messages of a queue. */
export class Messages {
    private taken: readonly string[] = [];

    constructor(
        private readonly server: QueueServer,
        private readonly name: string,
    ) {}

    public async send(count: number): Promise<void> {
        const url = await this.server.create(this.name);
        await this.server.send(url, ...Array.from({ length: count }, (_, i) => `images/${i}.jpg`));
    }

    /** Takes messages to work on them: nobody else sees them, and they are not done. */
    public async take(count: number): Promise<void> {
        const url = await this.server.create(this.name);
        this.taken = [...this.taken, ...(await this.server.take(url, count))];
    }

    /** Is done with all messages that were taken. */
    public async finish(): Promise<void> {
        await this.server.done(await this.server.create(this.name), this.taken);
        this.taken = [];
    }
}
