import { findEngine } from "../../simulation/engine/cli";
import { Operation, runOperation } from "../../simulation/engine/operation";
import { openSandbox } from "../../simulation/engine/sandbox";
import { stackOf } from "../../simulation/engine/stack";
import { loadProgram } from "../../simulation/in-process/program";
import { PROJECT, runProgram } from "../../simulation/in-process/run";
import { serveCloud } from "../../simulation/plugin/serve";
import { DEFAULT_REGION } from "../../simulation/providers";
import { readStackConfig } from "../../simulation/stackFile";
import { projectFolder } from "../shared/arguments";
import { type Bare, registerBare } from "./bareResources";
import { printResult } from "./child";

/** What the run prints as JSON. */
export interface EngineRun {
    readonly resources: number;
    /** Seconds of preview, update and second preview. */
    readonly seconds: number;
}

/** The resources of a stack, each with its inputs, without what ties them together. */
async function bareResources(stack: string): Promise<Bare[]> {
    const { resources } = await runProgram(loadProgram(), { stack, ...readStackConfig(projectFolder, stack, PROJECT) });
    return (
        resources
            .slice(1)
            // The engine starts a provider for each of these.
            .filter(({ type }) => !type.startsWith("pulumi:providers:"))
            .map(({ type, name, custom, inputs }, i) => ({ type, name: `${name}-${i}`, custom, inputs }))
    );
}

/**
 * The floor of a rehearsal: the engine previews, creates and previews again the resources of the stack in the arguments on the
 * simulated cloud, without policies.
 */
async function main([stack = ""]: readonly string[]): Promise<EngineRun> {
    const resources = await bareResources(stack);
    const sandbox = openSandbox();
    const cloud = await serveCloud(DEFAULT_REGION);
    try {
        const open = stackOf(await findEngine(), sandbox, cloud, { project: PROJECT, stack });
        const opened = await open({
            program: () => Promise.resolve(void registerBare(resources)),
            config: { "aws:region": DEFAULT_REGION },
        });
        let seconds = 0;
        for (const operation of [Operation.Preview, Operation.Up, Operation.Preview]) {
            const result = await runOperation(opened, operation);
            if (!result.ok) {
                throw new Error(result.errors.join("\n"));
            }
            seconds += result.seconds;
        }
        return { resources: resources.length, seconds };
    } finally {
        cloud.stop();
        sandbox.close();
    }
}

printResult(main(process.argv.slice(2)));
