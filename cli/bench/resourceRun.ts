import { readFileSync, writeFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { readStackConfig } from "../../simulation/stackFile";
import { loadProgram } from "../../simulation/in-process/program";
import { PROJECT, runProgram, type Run } from "../../simulation/in-process/run";
import { projectFolder } from "../shared/arguments";
import { collectGarbage } from "../shared/garbage";
import { type Bare, registerBare } from "./bareResources";
import { printResult } from "./child";

/**
 * One measured run in a process of its own:
 * `simulated <workloads> <file>` runs the dev stack with that many workloads and writes its resources to the file;
 * `bare <file>` registers the same resources with the SDK alone, under the SDK's own mocks.
 */

/** What a run prints as JSON. */
export interface Measured {
    readonly resources: number;
    /** Processor time, so that other load of the machine does not count. */
    readonly seconds: number;
    /** Growth of the heap while everything the run created is still referenced. */
    readonly megabytes: number;
}

const WORKLOADS = `${PROJECT}:workloads`;

/** The dev stack with the first of its workloads repeated. */
async function simulated(count: number): Promise<Run> {
    const stack = readStackConfig(projectFolder, "dev", PROJECT);
    const [first] = Object.values(JSON.parse(stack.config[WORKLOADS] ?? "{}") as Record<string, unknown>);
    const workloads = Object.fromEntries(Array.from({ length: count }, (_, i) => [`model-${i}`, first]));
    const config = { ...stack.config, [WORKLOADS]: JSON.stringify(workloads) };
    return runProgram(loadProgram(), { stack: "dev", ...stack, config });
}

async function bare(resources: readonly Bare[]): Promise<unknown> {
    const echo: pulumi.runtime.Mocks = {
        newResource: ({ name, inputs }) => ({ id: name, state: inputs as Record<string, unknown> }),
        call: ({ inputs }) => inputs as Record<string, unknown>,
    };
    await pulumi.runtime.setMocks(echo, PROJECT, "dev");
    let made: pulumi.Resource[] = [];
    await pulumi.runtime.runInPulumiStack(() => {
        made = registerBare(resources);
        return Promise.resolve({});
    });
    await pulumi.runtime.disconnect();
    return made;
}

async function measured(run: () => Promise<unknown>, resources: (result: unknown) => number): Promise<Measured> {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const start = process.cpuUsage();
    const result = await run();
    const { user, system } = process.cpuUsage(start);
    const seconds = (user + system) / 1e6;
    collectGarbage();
    const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    return { resources: resources(result), seconds, megabytes };
}

async function main([kind, ...args]: readonly string[]): Promise<Measured> {
    if (kind === "simulated") {
        const [count = "1", file = ""] = args;
        // The first run compiles: a resource's cost is measured on warm code.
        await simulated(10);
        let last: Run | undefined;
        const result = await measured(
            async () => (last = await simulated(Number(count))),
            (run) => (run as Run).resources.length,
        );
        writeFileSync(file, JSON.stringify(last?.resources.slice(1) ?? []));
        return result;
    }
    const resources = JSON.parse(readFileSync(args[0] ?? "", "utf8")) as Bare[];
    await bare(resources.slice(0, 200));
    return measured(
        () => bare(resources),
        () => resources.length,
    );
}

printResult(main(process.argv.slice(2)));
