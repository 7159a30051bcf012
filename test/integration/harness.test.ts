import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Agent, createServer } from "node:https";
import { type AddressInfo, createConnection, type Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "../support/temporary";
import { createAuthority } from "./cluster/certificates";
import { accepted, KubeClient, refusal } from "./cluster/client";
import { startControlPlane } from "./cluster/controlPlane";
import { keepLogsIn, keepLogsOfRunning, ProcessGroup } from "./cluster/processes";
import { type KubeObject } from "./cluster/types";
import { plainCluster } from "./environment";
import { pinnedVersion } from "./tools";
import { eventually } from "./wait";

describe("the test control plane", () => {
    const temporary = temporaryFolder();

    it("is of the version its module pins, and says so", async function () {
        this.timeout(0);
        const client = await plainCluster();
        const { body } = accepted(await client.send<{ gitVersion: string }>("GET", "/version"));
        assert.match(body.gitVersion, /^v1\.36\.\d+$/);
    });

    it("refuses a field that the schema does not have, by name", async () => {
        const client = await plainCluster();
        const metadata = { name: "typo", namespace: "default" };
        const typo: KubeObject = { apiVersion: "v1", kind: "ConfigMap", metadata, dta: { a: "b" } };
        const reply = await client.apply(typo, { dryRun: true });
        assert.ok(reply.status >= 400, "it is accepted");
        assert.match(refusal(reply), /\.dta: field not declared in schema/);
    });

    it("says that a kind has no CustomResourceDefinition instead of passing it over", async () => {
        const client = await plainCluster();
        assert.equal(await client.knows({ apiVersion: "example.com/v1", kind: "Unknown" }), false);
        assert.equal(await client.knows({ apiVersion: "apps/v1", kind: "Deployment" }), true);
    });

    it("leaves no process, no port and no file behind", async () => {
        const plane = await startControlPlane();
        const { hostname, port } = new URL(plane.connection.server);
        // A connection of its own: one kept alive from before would be reset, which says nothing about the port.
        const connect = async () => {
            const socket = createConnection(Number(port), hostname);
            await once(socket, "connect");
            socket.destroy();
        };
        await connect();
        assert.ok(existsSync(plane.kubeconfig));
        await plane.stop();
        assert.equal(existsSync(plane.kubeconfig), false);
        await assert.rejects(connect(), /ECONNREFUSED/);
    });

    it("shows the last log lines of a component that ends instead of starting", async () => {
        const group = new ProcessGroup();
        try {
            const start = group.start({
                name: "broken",
                binary: process.execPath,
                args: ["-e", "console.error('no such flag'); process.exit(3)"],
                ready: () => Promise.resolve(false),
            });
            await assert.rejects(start, {
                message: "broken ended with exit code 3; its last log lines:\n    no such flag",
            });
        } finally {
            await group.stop();
        }
    });

    it("keeps the logs of programs beyond their end, and those of programs that run, where that is asked for", async () => {
        const kept = temporary.path;
        const before = keepLogsIn(kept);
        const groups = [new ProcessGroup(), new ProcessGroup()] as const;
        // Control planes of other tests run, too.
        const ours = groups.map(({ folder }) => path.basename(folder));
        const isOurLog = (file: string) => file.endsWith(".log") && ours.includes(path.dirname(file));
        const logs = () => readdirSync(kept, { recursive: true, encoding: "utf8" }).filter(isOurLog);
        try {
            for (const [i, group] of groups.entries()) {
                await group.start({
                    name: `program-${i}`,
                    binary: process.execPath,
                    args: ["-e", "console.log('started'); setInterval(() => 0, 1000)"],
                    ready: () => Promise.resolve(readFileSync(path.join(group.folder, `program-${i}.log`)).length > 0),
                });
            }
            const logOf = (i: 0 | 1) => path.join(path.basename(groups[i].folder), `program-${i}.log`);
            await groups[0].stop();
            assert.deepEqual(logs(), [logOf(0)]);
            keepLogsOfRunning();
            assert.deepEqual(logs().sort(), [logOf(0), logOf(1)].sort());
            assert.equal(readFileSync(path.join(kept, logOf(1)), "utf8"), "started\n");
        } finally {
            keepLogsIn(before);
            await Promise.all(groups.map((group) => group.stop()));
        }
    });

    it("starts a component again that ends by itself, where that is asked for", async () => {
        const group = new ProcessGroup();
        const starts = path.join(group.folder, "starts");
        const count = () => (existsSync(starts) ? readFileSync(starts, "utf8").length : 0);
        const program = `require("fs").appendFileSync("starts", "x"); setTimeout(() => process.exit(2), 300)`;
        try {
            const args = ["-e", program];
            await group.start({
                name: "crashing",
                binary: process.execPath,
                args,
                ready: () => Promise.resolve(count() > 0),
                restarts: true,
            });
            await eventually("a third start", () => Promise.resolve(count() >= 3));
            await group.end("crashing", 1);
            const after = count();
            await sleep(1500);
            assert.equal(count(), after, "its end was wanted");
        } finally {
            await group.stop();
        }
    });

    it("sends a request again where the server had closed the connection kept for it, and only there", async () => {
        const group = new ProcessGroup();
        const { certificate, key } = createAuthority(group.folder, "localhost");
        const requests: { readonly connection: number; readonly path: string }[] = [];
        let connections = 0;
        const server = createServer(
            { cert: readFileSync(certificate), key: readFileSync(key) },
            (incoming, response) => {
                const connection = connectionOf.get(incoming.socket) ?? 0;
                requests.push({ connection, path: incoming.url ?? "" });
                const kept = requests.filter((each) => each.connection === connection).length > 1;
                if (kept || incoming.url === "/broken") {
                    incoming.socket.end();
                } else {
                    response.end("{}");
                }
            },
        );
        const connectionOf = new Map<Socket, number>();
        server.on("secureConnection", (socket: Socket) => connectionOf.set(socket, (connections += 1)));
        const agent = new Agent({ ca: readFileSync(certificate), keepAlive: true });
        try {
            await once(server.listen(0, "127.0.0.1"), "listening");
            const { port } = server.address() as AddressInfo;
            const client = new KubeClient({
                server: `https://127.0.0.1:${port}`,
                requestOptions: () => Promise.resolve({ agent, servername: "localhost" }),
            });
            assert.equal((await client.send("GET", "/first")).status, 200);
            assert.equal((await client.send("POST", "/second", { body: {} })).status, 200);
            agent.destroy();
            await assert.rejects(client.send("GET", "/broken"), { code: "ECONNRESET" });
            assert.deepEqual(requests, [
                { connection: 1, path: "/first" },
                { connection: 1, path: "/second" },
                { connection: 2, path: "/second" },
                { connection: 3, path: "/broken" },
            ]);
        } finally {
            agent.destroy();
            server.close();
            await group.stop();
        }
    });

    it("reads versions from go.mod, and names what is missing", () => {
        const goMod = "module a\n\nrequire b v1.2.3\n\nrequire (\n\tc/v2 v2.0.0-rc.1 // indirect\n)\n";
        assert.equal(pinnedVersion(goMod, "b"), "v1.2.3");
        assert.equal(pinnedVersion(goMod, "c/v2"), "v2.0.0-rc.1");
        assert.throws(() => pinnedVersion(goMod, "c"), {
            message: 'go.mod requires no "c": run "go mod tidy" beside it',
        });
    });
});
