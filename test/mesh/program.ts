import { existsSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { type ProcessGroup } from "../integration/cluster/processes";

/** One answer to a client. */
export interface Answer {
    /** HTTP status; 0: no answer. */
    readonly status: number;
    readonly grpcStatus?: string;
    /** Name of the server, absent where the mesh answered by itself. */
    readonly servedBy?: string;
    /** Path as the server saw it. */
    readonly path?: string;
    /** Headers that tests look at, in lower case. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Why there is no answer: `reset`, `refused`, `timeout`, or in other words. */
    readonly error?: string;
    /** When it was sent, in milliseconds as of `Date.now()`. */
    readonly at: number;
    /** Milliseconds until the answer. */
    readonly ms: number;
}

/** What a client sends. */
export interface Load {
    readonly url: string;
    /** Default: POST. */
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    /** Name asked for. Default: the URL's. */
    readonly host?: string;
    /** Default: HTTP/1.1. */
    readonly grpc?: boolean;
    /** Size of an HTTP request's body. Default: a few bytes. */
    readonly bodyBytes?: number;
    /** Default: 1. */
    readonly count?: number;
    /** Default: 1. */
    readonly concurrency?: number;
    /** Default: as fast as answers come. */
    readonly perSecond?: number;
    /** Address and port to connect to. Default: the URL's. */
    readonly connect?: string;
    /** Default: 30 s. */
    readonly timeoutMs?: number;
}

/** How a server answers. Default of each: as it should. */
export interface Behavior {
    /** HTTP status of failing answers. */
    readonly status?: number;
    /** gRPC status of failing answers to gRPC. */
    readonly grpcStatus?: number;
    /** Share of failing answers. */
    readonly percent?: number;
    readonly delayMs?: number;
}

/** What a server has seen. */
export interface ServerRecord {
    readonly requests: number;
    /** Most requests in work at the same time. */
    readonly maxConcurrent: number;
    readonly paths?: Readonly<Record<string, number>>;
}

/** Ports of a program, and where it runs. */
export interface ProgramArgs {
    readonly name: string;
    /** Signs answers. Default: the name. */
    readonly signature?: string;
    /** Command line that enters its network namespace. */
    readonly inside: readonly string[];
    readonly binary: string;
    readonly processes: ProcessGroup;
    /** HTTP/1.1 and gRPC. */
    readonly ports?: readonly number[];
    /** The same with TLS. */
    readonly tlsPorts?: readonly number[];
    /** Ports that say the name. */
    readonly tcpPorts?: readonly number[];
    readonly certificate?: { readonly certificate: string; readonly key: string };
    /** Folder whose files are the answers. */
    readonly files?: string;
}

/** The program of `program/` in one place of the network: a server, a client, or both. */
export class Program {
    private readonly socket: string;

    constructor(private readonly args: ProgramArgs) {
        this.socket = path.join(args.processes.folder, `${args.name}.sock`);
    }

    public get name(): string {
        return this.args.name;
    }

    public async start(): Promise<void> {
        const { name, signature = name, inside, binary, processes, certificate, files } = this.args;
        const { ports = [], tlsPorts = [], tcpPorts = [] } = this.args;
        const [command = binary, ...enter] = [...inside, binary];
        await processes.start({
            name,
            binary: command,
            args: [
                ...enter,
                ...["-name", signature, "-control", this.socket, "-ports", ports.join(",")],
                ...["-tls-ports", tlsPorts.join(","), "-tcp-ports", tcpPorts.join(",")],
                ...(certificate ? ["-certificate", certificate.certificate, "-key", certificate.key] : []),
                ...(files === undefined ? [] : ["-files", files]),
            ],
            ready: () => Promise.resolve(existsSync(this.socket)),
        });
    }

    /** Ends it as a kubelet does. @param seconds until it is killed */
    public async end(seconds: number): Promise<void> {
        await this.args.processes.end(this.args.name, seconds);
    }

    /** Sends requests and waits for all answers, in the order of sending. */
    public async send(load: Load): Promise<readonly Answer[]> {
        return await this.order<Answer[]>("requests", { count: 1, ...load });
    }

    public async behave(behavior: Behavior): Promise<void> {
        await this.order("behavior", { percent: 100, ...behavior });
    }

    /** What was seen since the last call. */
    public async takeRecord(): Promise<ServerRecord> {
        return await this.order<ServerRecord>("record", {});
    }

    /**
     * Connects below HTTP.
     *
     * @param serverName name asked for in the TLS handshake. Default: no TLS.
     * @returns what the host says: its words, or the name in its certificate.
     */
    public async connect(
        address: string,
        serverName = "",
    ): Promise<{ readonly said?: string; readonly error?: string }> {
        return await this.order("connect", { address, serverName });
    }

    private async order<T>(what: string, body: object): Promise<T> {
        return await new Promise((resolve, reject) => {
            const outgoing = request(
                { socketPath: this.socket, path: `/${what}`, method: "POST", agent: false },
                (incoming) => {
                    const chunks: Buffer[] = [];
                    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
                    incoming.on("error", reject);
                    incoming.on("end", () => {
                        const text = Buffer.concat(chunks).toString("utf8");
                        if (incoming.statusCode === 200) {
                            resolve(JSON.parse(text) as T);
                        } else {
                            reject(new Error(`${this.name} refuses "${what}": ${text}`));
                        }
                    });
                },
            );
            outgoing.on("error", reject);
            outgoing.end(JSON.stringify(body));
        });
    }
}
