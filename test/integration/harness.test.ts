import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { accepted, refusal } from "./cluster/client";
import { startControlPlane } from "./cluster/controlPlane";
import { ProcessGroup } from "./cluster/processes";
import { type KubeObject } from "./cluster/types";
import { plainCluster } from "./environment";
import { pinnedVersion } from "./tools";
import { eventually } from "./wait";

describe("the test control plane", () => {
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

    it("reads versions from go.mod, and names what is missing", () => {
        const goMod = "module a\n\nrequire b v1.2.3\n\nrequire (\n\tc/v2 v2.0.0-rc.1 // indirect\n)\n";
        assert.equal(pinnedVersion(goMod, "b"), "v1.2.3");
        assert.equal(pinnedVersion(goMod, "c/v2"), "v2.0.0-rc.1");
        assert.throws(() => pinnedVersion(goMod, "c"), {
            message: 'go.mod requires no "c": run "go mod tidy" beside it',
        });
    });
});
