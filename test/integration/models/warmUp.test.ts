import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { render, spec } from "../../support/serving/render";
import { freePorts } from "../cluster/processes";
import { eventually } from "../wait";

/** The rendered sidecar, as far as it can run as a process of this machine. */
interface Sidecar {
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly readinessProbe: { readonly exec: { readonly command: readonly string[] } };
}

interface PodSpec {
    readonly initContainers: readonly [Sidecar];
    readonly volumes: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

const warmUp = {
    requests: [{ path: "/predict", body: { instances: [1] } }, { path: "/v2/ping" }],
    rounds: 2,
    seconds: 1,
};

/** Each round of the list, as the server sees it. */
const round = ['POST /predict application/json {"instances":[1]}', "GET /v2/ping  "];

describe("a server with warm-up requests, beside its sidecar", function () {
    this.timeout(0);
    let sidecar: Sidecar;
    let folder: string;
    let port: number;
    let server: Server | undefined;
    let running: ChildProcess;
    let log: string;
    /** What the server answers per path. Default: 200; undefined: never. */
    let answers: Record<string, number | undefined>;
    let seen: string[];

    before(async () => {
        const app = { kind: "inference-service", image: "example.com/app:1.0.0", callers: { client: {} }, warmUp };
        const run = await render({ w: app });
        const { template } = spec(run, "Deployment", "w") as { template: { spec: PodSpec } };
        sidecar = template.spec.initContainers[0];
        folder = mkdtempSync(path.join(tmpdir(), "warm-up-"));
        const volume = template.spec.volumes.find(({ name }) => name === "warm-up");
        const files = run.object("ConfigMap", volume?.configMap?.name ?? "").inputs.data as Record<string, string>;
        Object.entries(files).forEach(([name, text]) => writeFileSync(path.join(folder, name), text));
    });

    after(() => rmSync(folder, { recursive: true }));

    beforeEach(async () => {
        [port = 0] = await freePorts(1);
        answers = {};
        seen = [];
        log = "";
        const [program = "", ...args] = here([...sidecar.command, ...sidecar.args]);
        running = spawn(program, args, { env: environment(), stdio: ["ignore", "pipe", "pipe"] });
        running.stderr?.on("data", (text) => (log += String(text)));
    });

    afterEach(async () => {
        running.kill("SIGTERM");
        await eventually("the sidecar ends when it is told to", () => Promise.resolve(running.exitCode !== null));
        assert.equal(running.exitCode, 0, log);
        await stop();
    });

    const here = (texts: readonly string[]) => texts.map((text) => text.replace("/opt/warm-up", folder));

    function environment(): NodeJS.ProcessEnv {
        const own = sidecar.env.map(({ name, value }) => [name, value.replace("/opt/warm-up", folder)] as const);
        const changed = { SERVER: `http://127.0.0.1:${port}`, WARM: path.join(folder, "warm"), POLL_SECONDS: "0.1" };
        return { PATH: process.env.PATH, ...Object.fromEntries(own), ...changed };
    }

    async function start(): Promise<void> {
        server = createServer((request, response) => {
            let body = "";
            request.on("data", (text) => (body += String(text)));
            request.on("end", () => {
                const { method, url = "", headers } = request;
                if (url !== "/startup") {
                    seen.push(`${method} ${url} ${headers["content-type"] ?? ""} ${body}`);
                }
                if (!(url in answers) || answers[url] !== undefined) {
                    response.writeHead(answers[url] ?? 200).end();
                }
            });
        });
        await new Promise<void>((resolve) => server?.listen(port, "127.0.0.1", resolve));
    }

    async function stop(): Promise<void> {
        server?.closeAllConnections();
        await new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve())));
        server = undefined;
    }

    /** What the kubelet asks. */
    function isWarm(): boolean {
        const [program = "", ...args] = here(sidecar.readinessProbe.exec.command);
        return spawnSync(program, args, { env: environment() }).status === 0;
    }

    const becomes = (warm: boolean) =>
        eventually(`the pod is ${warm ? "ready" : "not ready"}`, () => Promise.resolve(isWarm() === warm));

    /** Waits until the sidecar has looked at the server a few more times. */
    async function looks(): Promise<void> {
        let asked = 0;
        server?.on("request", ({ url }: { url?: string }) => (asked += url === "/startup" ? 1 : 0));
        await eventually("the sidecar looks again", () => Promise.resolve(asked >= 3));
    }

    it("gets the whole list, in order, as often as asked, before its pod is ready, and once", async () => {
        answers = { "/startup": 503 };
        await start();
        await looks();
        assert.deepEqual([isWarm(), seen], [false, []]);
        answers = {};
        await becomes(true);
        await looks();
        assert.deepEqual(seen, [...round, ...round]);
    });

    it("is never ready while it answers one of them with an error, which the log names", async () => {
        answers = { "/v2/ping": 500 };
        await start();
        await eventually("the list is tried again", () => Promise.resolve(seen.length >= 4));
        assert.equal(isWarm(), false);
        assert.match(
            log,
            /"level":"error","message":"\/v2\/ping answers 500 to request 01\.path: the pod is not ready"/,
        );
        answers = {};
        await becomes(true);
    });

    it("is never ready while it does not answer one in time", async () => {
        answers = { "/predict": undefined };
        await start();
        await eventually("the log names it", () => Promise.resolve(log.includes("/predict answers 000 to request")));
        assert.equal(isWarm(), false);
    });

    it("is warmed up again after a restart", async () => {
        await start();
        await becomes(true);
        await stop();
        await becomes(false);
        seen = [];
        await start();
        await becomes(true);
        assert.deepEqual(seen, [...round, ...round]);
    });

    it("stays ready while it is too busy to say how it is", async () => {
        await start();
        await becomes(true);
        answers = { "/startup": undefined };
        let asked = 0;
        server?.on("request", () => (asked += 1));
        await eventually("the sidecar has waited in vain", () => Promise.resolve(asked >= 2));
        assert.equal(isWarm(), true);
    });
});
