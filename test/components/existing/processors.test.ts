import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { imagesOf } from "../../support/images";
import { simulateStack } from "../../support/simulate";

describe("processors of a laptop", () => {
    it("have a row for every image of the stack that no add-on brings, and each row is of the stack", async () => {
        const { resources } = await simulateStack("local");
        const images = imagesOf(resources);
        const page = readFileSync(path.resolve(__dirname, "../../../docs/local.md"), "utf8");
        const [, table = ""] = /\| image \| arm64 [^\n]*\n[^\n]*\n((?:\|[^\n]*\n)+)/.exec(page) ?? [];
        const rows = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);
        assert.deepEqual(rows.sort(), [...images].sort());
    });

    it("reject the sample on arm64 with what to do", async () => {
        await assert.rejects(
            simulateStack("local", ["platform.nodes.node.architecture=arm64"]),
            /"workloads\.sample".*needs processors of amd64, and the matching nodes of platform\.nodes have arm64/,
        );
    });

    it("reject MLflow on arm64, whose image is not known to be published for it", async () => {
        const faults: readonly string[] = await simulateStack("local", [
            "platform.nodes.node.architecture=arm64",
            "workloads={}",
            "addons.mlflow.enabled=true",
            "dataStores.postgres={ kind: external, host: db.example.com, secret: db, cidrs: [10.9.0.0/24] }",
        ]).then(
            () => [],
            (error: Error) => [error.message],
        );
        assert.match(
            faults.join(),
            /"addons\.mlflow" runs an image for amd64, and every node of platform\.nodes has arm64: add nodes with amd64, or switch it off/,
        );
    });
});
