import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * The address that rendered objects ask Prometheus at. It passes every question on, except about workloads for which
 * Prometheus is silent: their connections are cut, as by a Prometheus that is gone, while all others get their answers.
 */
export class PrometheusEntrance {
    private readonly silent = new Set<string>();
    private readonly server = createServer((incoming, response) => void this.pass(incoming, response));

    /** @param target port of Prometheus itself on loopback */
    constructor(private readonly target: number) {}

    public async start(port: number): Promise<void> {
        await new Promise<void>((resolve, reject) => {
            this.server.once("error", reject).listen(port, "0.0.0.0", resolve);
        });
    }

    public stop(): void {
        this.server.closeAllConnections();
        this.server.close();
    }

    public silence(workload: string): void {
        this.silent.add(workload);
    }

    public answer(workload: string): void {
        this.silent.delete(workload);
    }

    private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) {
            chunks.push(chunk as Buffer);
        }
        const body = Buffer.concat(chunks);
        if (this.isSilent(`${incoming.url} ${body.toString()}`)) {
            response.destroy();
            return;
        }
        const options = { port: this.target, method: incoming.method, path: incoming.url, headers: incoming.headers };
        const outgoing = request({ host: "127.0.0.1", ...options }, (answer) => {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(response);
        });
        outgoing.on("error", () => response.destroy());
        outgoing.end(body);
    }

    private isSilent(question: string): boolean {
        const text = decodeURIComponent(question.replaceAll("+", " "));
        return [...this.silent].some((workload) => text.includes(`workload="${workload}"`));
    }
}
