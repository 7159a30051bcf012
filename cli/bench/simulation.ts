import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { dependencies } from "../../package.json";
import { fastest } from "./child";
import { type Figure } from "./figure";
import { type Measured } from "./resourceRun";

/** Time to simulate a stack from the command line, beside the time to import the SDKs alone. */
export function benchStart(repeat: number): Figure[] {
    const sdks = Object.keys(dependencies).filter((name) => name.startsWith("@pulumi/"));
    const floor = fastest(
        process.execPath,
        ["-e", sdks.map((name) => `require(${JSON.stringify(name)})`).join(";")],
        repeat,
    ).seconds;
    return ["dev", "prod"].map((stack) => ({
        name: `simulate ${stack}`,
        value: fastest(process.execPath, ["cli/shared/start.js", "simulate", stack], repeat).seconds,
        unit: "s",
        floor: { name: `importing ${sdks.length} SDKs`, value: floor, atMost: stack === "dev" ? 2 : 2.5 },
    }));
}

/** Cost of one resource in a run of this many workloads, beside the same resource under the SDK's own mocks. */
export function benchResources(workloads: number): Figure[] {
    const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
    try {
        const file = path.join(folder, "resources.json");
        const simulated = resourceRun("simulated", String(workloads), file);
        const bare = resourceRun("bare", file);
        const each = ({ resources }: Measured, total: number) => total / resources;
        const what = `of the ${simulated.resources} of ${workloads} workloads`;
        return [
            {
                name: `one resource ${what}`,
                value: each(simulated, simulated.seconds * 1000),
                unit: "ms",
                floor: { name: "the SDK alone", value: each(bare, bare.seconds * 1000), atMost: 1 },
            },
            {
                name: `memory retained for one resource ${what}`,
                value: each(simulated, simulated.megabytes * 1024),
                unit: "KiB",
                floor: { name: "the SDK alone", value: each(bare, bare.megabytes * 1024), atMost: 1.25 },
            },
        ];
    } finally {
        rmSync(folder, { recursive: true });
    }
}

function resourceRun(...args: readonly string[]): Measured {
    const script = path.join(__dirname, "resourceRun.ts");
    const { stdout } = fastest(process.execPath, ["--require", "tsx/cjs", script, ...args], 1);
    return JSON.parse(stdout) as Measured;
}
