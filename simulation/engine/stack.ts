import path from "node:path";
import { LocalWorkspace, type PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { type SimulatedCloud } from "../plugin/serve";
import { type Sandbox } from "./sandbox";

/** What stays the same over the operations of a stack. */
interface StackIdentity {
    readonly project: string;
    readonly stack: string;
}

/** A revision of the program with its configuration. */
export interface Revised {
    readonly program: PulumiFn;
    /** Configuration as the engine hands it to a program: `namespace:key` to text, objects as JSON. */
    readonly config: Readonly<Record<string, string>>;
    /** Keys of `config` whose values are secret. Default: none. */
    readonly secretKeys?: readonly string[];
}

/**
 * A stack of the real engine on simulated providers, with its state in the sandbox.
 *
 * @returns opens the stack with a revision: it creates the stack at the first call and changes what it runs at later ones.
 */
export function stackOf(
    engine: PulumiCommand,
    sandbox: Sandbox,
    cloud: SimulatedCloud,
    identity: StackIdentity,
): (revised: Revised) => Promise<Stack> {
    const { project: projectName, stack: stackName } = identity;
    let created: Stack | undefined;
    return async (revised) => {
        const { program, config, secretKeys = [] } = revised;
        const entries = Object.entries(config);
        const settings = { config: Object.fromEntries(entries.filter(([key]) => !secretKeys.includes(key))) };
        if (created === undefined) {
            created = await LocalWorkspace.createStack(
                { projectName, stackName, program },
                {
                    workDir: sandbox.folder,
                    pulumiHome: sandbox.home,
                    pulumiCommand: engine,
                    envVars: { ...sandbox.environment, ...cloud.environment },
                    stackSettings: { [stackName]: settings },
                },
            );
        } else {
            // Selected anew, the stack would cost a start of the CLI, and two keys from its passphrase per operation instead of one.
            const { workspace } = created;
            workspace.program = program;
            await workspace.saveStackSettings(stackName, {
                ...(await workspace.stackSettings(stackName)),
                ...settings,
            });
        }
        const secrets = entries.filter(([key]) => secretKeys.includes(key));
        if (secrets.length > 0) {
            await created.setAllConfig(
                Object.fromEntries(secrets.map(([key, value]) => [key, { value, secret: true }])),
            );
        }
        return created;
    };
}

/** Where the engine keeps the state of a stack. */
export function stateFile(stateFolder: string, { project, stack }: StackIdentity): string {
    return path.join(stateFolder, ".pulumi", "stacks", project, `${stack}.json`);
}
