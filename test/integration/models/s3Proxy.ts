import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

/** A request on its way to the server. */
export interface Call {
    readonly method: string;
    /** Path with the query. */
    readonly url: string;
}

/** Runs before a call is passed on, and after its answer has come back; the caller waits for both. */
export interface Interception {
    readonly before?: (call: Call) => Promise<void> | void;
    readonly after?: (call: Call, status: number) => Promise<void> | void;
    /** Whether the server fails on the call, which then does not reach it. */
    readonly fails?: (call: Call) => boolean;
    /** Whether the connection is closed instead of an answer; the call does not reach the server. */
    readonly hangsUp?: (call: Call) => boolean;
}

/** Stands between a client and an S3 server, so that a test can act at a chosen request. */
export class S3Proxy {
    public interception: Interception = {};
    private readonly server: Server;

    private constructor(private readonly target: string) {
        this.server = createServer((incoming, outgoing) => {
            this.serve(incoming, outgoing).catch(() => outgoing.destroy());
        });
    }

    public static async start(target: string): Promise<S3Proxy> {
        const proxy = new S3Proxy(target);
        await new Promise<void>((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
        return proxy;
    }

    public get endpoint(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    public async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
        const call = { method: incoming.method ?? "", url: incoming.url ?? "" };
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) {
            chunks.push(chunk as Buffer);
        }
        if (this.interception.fails?.(call) === true) {
            outgoing.writeHead(500).end("<Error><Code>InternalError</Code><Message>It failed.</Message></Error>");
            return;
        }
        if (this.interception.hangsUp?.(call) === true) {
            outgoing.destroy();
            return;
        }
        await this.interception.before?.(call);
        const answer = await this.passOn(incoming, Buffer.concat(chunks));
        await this.interception.after?.(call, answer.status);
        outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    }

    private passOn(incoming: IncomingMessage, body: Buffer) {
        // The signature covers the host that the client named; the body has already arrived, so nothing is left to wait for.
        const { expect: _, ...headers } = incoming.headers;
        return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>((resolve, reject) => {
            const outgoing = request(new URL(incoming.url ?? "/", this.target), { method: incoming.method, headers });
            outgoing.on("error", reject);
            outgoing.on("response", (response) => {
                const chunks: Buffer[] = [];
                response.on("data", (chunk: Buffer) => chunks.push(chunk));
                response.on("error", reject);
                response.on("end", () => {
                    resolve({
                        status: response.statusCode ?? 0,
                        headers: response.headers,
                        body: Buffer.concat(chunks),
                    });
                });
            });
            outgoing.end(body);
        });
    }
}

/** Whether a call changes what the server holds. */
export function isWrite({ method }: Call): boolean {
    return method === "PUT" || method === "POST";
}
