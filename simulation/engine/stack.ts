import { existsSync } from "node:fs";
import path from "node:path";
import { LocalWorkspace, type PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { type SimulatedCloud } from "../plugin/serve";
import { type Sandbox } from "./sandbox";

interface StackOptions {
    readonly project: string;
    readonly stack: string;
    readonly program: PulumiFn;
    /** Configuration as the engine hands it to a program: `namespace:key` to text, objects as JSON. */
    readonly config: Readonly<Record<string, string>>;
    /** Keys of `config` whose values are secret. Default: none. */
    readonly secretKeys?: readonly string[];
}

/** A stack of the real engine on simulated providers, with its state in the sandbox. */
export async function openStack(
    engine: PulumiCommand,
    sandbox: Sandbox,
    cloud: SimulatedCloud,
    options: StackOptions,
): Promise<Stack> {
    const secretKeys = new Set(options.secretKeys);
    const entries = Object.entries(options.config);
    const isThere = existsSync(stateFile(sandbox.stateFolder, options.project, options.stack));
    const stack = await LocalWorkspace[isThere ? "selectStack" : "createStack"](
        { projectName: options.project, stackName: options.stack, program: options.program },
        {
            workDir: sandbox.folder,
            pulumiHome: sandbox.home,
            pulumiCommand: engine,
            envVars: { ...sandbox.environment, ...cloud.environment },
            stackSettings: {
                [options.stack]: { config: Object.fromEntries(entries.filter(([key]) => !secretKeys.has(key))) },
            },
        },
    );
    const secrets = entries.filter(([key]) => secretKeys.has(key));
    if (secrets.length > 0) {
        await stack.setAllConfig(Object.fromEntries(secrets.map(([key, value]) => [key, { value, secret: true }])));
    }
    return stack;
}

/** Where the engine keeps the state of a stack. */
export function stateFile(stateFolder: string, project: string, stack: string): string {
    return path.join(stateFolder, ".pulumi", "stacks", project, `${stack}.json`);
}
