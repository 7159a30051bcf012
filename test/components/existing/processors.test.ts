import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { simulateStack } from "../../support/simulate";

/** Charts without pods. */
const withoutPods = ["istio-base", "prometheus-operator-crds"];

function imagesIn(value: unknown): readonly string[] {
    return typeof value !== "object" || value === null
        ? []
        : Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
              key === "image" && typeof inner === "string" ? [inner] : imagesIn(inner),
          );
}

describe("processors of a laptop", () => {
    it("have a row for every chart and image of the stack, and each row is of the stack", async () => {
        const { resources } = await simulateStack("local");
        const charts = resources
            .filter(({ type, name }) => type === "kubernetes:helm.sh/v3:Release" && !withoutPods.includes(name))
            .map(({ name }) => name);
        const images = resources
            .filter(({ type }) => !type.endsWith(":Release"))
            .flatMap(({ inputs }) => imagesIn(inputs))
            .map((image) => image.replace(/:[^:/]+$/, ""));
        const page = readFileSync(path.resolve(__dirname, "../../../docs/local.md"), "utf8");
        const [, table = ""] = /\| chart or image \|[^\n]*\n[^\n]*\n((?:\|[^\n]*\n)+)/.exec(page) ?? [];
        const rows = table.split("\n").flatMap((row) => {
            const [, names = ""] = row.split("|");
            return [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
        });
        assert.deepEqual([...new Set(rows)].sort(), [...new Set([...charts, ...images])].sort());
    });

    it("reject the sample on arm64 with what to do", async () => {
        await assert.rejects(
            simulateStack("local", ["platform.nodes.node.architecture=arm64"]),
            /"workloads\.sample".*needs processors of amd64, and the matching nodes of platform\.nodes have arm64/,
        );
    });
});
