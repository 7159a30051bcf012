import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { Web } from "../../../../cli/publish-model/from/web";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Hosts of the internet on one port of this machine: what is asked of `https://host/path` is looked up under `host/path`. */
export class PublicServer {
    /** Answers by host, path and query. */
    public readonly pages = new Map<string, Handler>();
    /** Requests so far, with the credentials that they carried. */
    public readonly asked: { readonly page: string; readonly authorization: string | undefined }[] = [];
    private server: Server | undefined;

    public async start(): Promise<void> {
        this.server = createServer((request, response) => {
            const page = (request.url ?? "").slice(1);
            this.asked.push({ page, authorization: request.headers.authorization });
            const handler = this.pages.get(page);
            if (handler === undefined) {
                response.writeHead(404).end();
            } else {
                handler(request, response);
            }
        });
        const { server } = this;
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    }

    public async stop(): Promise<void> {
        this.server?.closeAllConnections();
        await new Promise((resolve) => this.server?.close(resolve));
    }

    public web(times: { readonly answerMs?: number; readonly stallMs?: number } = {}): Web {
        const { port } = this.server?.address() as AddressInfo;
        return new Web({
            ...times,
            addressOf: ({ host, pathname, search }) => new URL(`http://127.0.0.1:${port}/${host}${pathname}${search}`),
        });
    }

    public content(page: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}): void {
        this.pages.set(page, (_, response) => response.writeHead(200, headers).end(body));
    }

    public redirect(page: string, location: string): void {
        this.pages.set(page, (_, response) => response.writeHead(302, { location }).end());
    }

    public status(page: string, status: number, headers: Readonly<Record<string, string>> = {}): void {
        this.pages.set(page, (_, response) => response.writeHead(status, headers).end());
    }
}

export function sha256(content: string | Buffer): string {
    return createHash("sha256").update(content).digest("hex");
}

/** The hash that git gives a file. */
export function gitHash(content: string): string {
    return createHash("sha1")
        .update(`blob ${Buffer.byteLength(content)}\0${content}`)
        .digest("hex");
}
