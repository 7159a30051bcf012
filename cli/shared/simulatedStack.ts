import { loadProgram } from "../../simulation/in-process/program";
import { PROJECT } from "../../simulation/in-process/run";
import { simulate } from "../../simulation/in-process/simulate";
import { readStackConfig } from "../../simulation/stackFile";
import { projectFolder } from "./arguments";

/**
 * Simulates a stack as its file says, for what follows from its objects; of a type that is not simulated it has the inputs.
 *
 * @param settings changes to the stack file as `--set` takes them. Default: none.
 */
export function simulatedStack(stack: string, settings: readonly string[] = []): ReturnType<typeof simulate> {
    const config = readStackConfig(projectFolder, stack, PROJECT, settings);
    return simulate(loadProgram(), { stack, ...config, unknownTypes: "warn" });
}
