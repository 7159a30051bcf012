import { request } from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { accepted, type KubeClient } from "../integration/cluster/client";
import { type Connection } from "../integration/cluster/connection";
import { type KubeObject } from "../integration/cluster/types";

interface List {
    readonly metadata: { readonly resourceVersion: string };
    readonly items: readonly KubeObject[] | null;
}

interface WatchEvent {
    readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
    readonly object: KubeObject;
}

/**
 * The objects of one collection as they are now, and every change as it happens: what a rollout does for a second is not
 * missed, and hundreds of questions cost no request.
 */
export class Informer<T extends KubeObject = KubeObject> {
    private objects = new Map<string, T>();
    private readonly listeners: ((object: T) => void)[] = [];
    private stopped = false;
    private abort: (() => void) | undefined;

    /** @param path of the collection, such as `/api/v1/namespaces/ml-production/pods` */
    constructor(
        private readonly client: KubeClient,
        private readonly connection: Connection,
        private readonly path: string,
    ) {}

    /** Resolves once the objects that exist are known. */
    public async start(): Promise<this> {
        const from = await this.relist();
        void this.follow(from);
        return this;
    }

    public get(name: string): T | undefined {
        return this.objects.get(name);
    }

    public all(): T[] {
        return [...this.objects.values()];
    }

    /** Called with each object as it is, and with each state that one takes from now on. */
    public onChange(listener: (object: T) => void): void {
        this.objects.forEach((object) => listener(object));
        this.listeners.push(listener);
    }

    public stop(): void {
        this.stopped = true;
        this.abort?.();
    }

    private async relist(): Promise<string> {
        const { metadata, items } = accepted(await this.client.send<List>("GET", this.path)).body;
        this.objects = new Map();
        (items ?? []).forEach((object) => this.keep(object as T));
        return metadata.resourceVersion;
    }

    private keep(object: T): void {
        this.objects.set(object.metadata.name, object);
        this.listeners.forEach((listener) => listener(object));
    }

    /** Watches again whenever the server ends a watch, from where it ended; lists again when it has forgotten that. */
    private async follow(from: string): Promise<void> {
        let version: string | undefined = from;
        while (!this.stopped) {
            try {
                version = await this.watch(version ?? (await this.relist()));
            } catch {
                version = undefined;
                await sleep(200);
            }
        }
    }

    private async watch(from: string): Promise<string | undefined> {
        const query = new URLSearchParams({ watch: "1", resourceVersion: from, allowWatchBookmarks: "true" });
        const url = new URL(`${this.path}?${query.toString()}`, this.connection.server);
        const options = await this.connection.requestOptions();
        let version: string | undefined = from;
        await new Promise<void>((resolve, reject) => {
            // A connection of its own: a watch would hold one of the client's for good.
            const outgoing = request(url, { ...options, agent: false, ...this.trust }, (incoming) => {
                const lines = createInterface({ input: incoming });
                lines.on("line", (line) => (version = this.take(line)));
                // The interface repeats the errors of what it reads.
                lines.on("close", resolve).on("error", reject);
            });
            this.abort = () => outgoing.destroy();
            outgoing.on("error", reject);
            outgoing.end();
        });
        return version;
    }

    private take(line: string): string | undefined {
        const { type: change, object } = JSON.parse(line) as WatchEvent;
        switch (change) {
            case "ADDED":
            case "MODIFIED":
                this.keep(object as T);
                break;
            case "DELETED":
                this.objects.delete(object.metadata.name);
                break;
            case "BOOKMARK":
                break;
            case "ERROR":
                return undefined;
            default:
                change satisfies never;
        }
        return object.metadata.resourceVersion;
    }

    /** The server's certificate is signed by itself and on loopback; the agent that trusts it is not used here. */
    private readonly trust = { rejectUnauthorized: false } as const;
}
