import { readFileSync } from "node:fs";
import path from "node:path";
import { type Stack } from "@pulumi/pulumi/automation";
import { findEngine } from "../../../simulation/engine/cli";
import {
    Operation,
    type OperationOptions,
    type OperationResult,
    runOperation,
} from "../../../simulation/engine/operation";
import { openSandbox } from "../../../simulation/engine/sandbox";
import { stackOf, stateFile } from "../../../simulation/engine/stack";
import { serveCloud, type SimulatedCloud } from "../../../simulation/plugin/serve";
import { loadProgram } from "../../../simulation/in-process/program";
import { DEFAULT_REGION } from "../../../simulation/providers";
import { type Program, PROJECT } from "../../../simulation/in-process/run";
import { readStackConfig, type StackConfig } from "../../../simulation/stackFile";
import { ensureTool } from "../tools";

const root = path.resolve(__dirname, "../../..");

export const policyPack = path.join(root, "policy");

/** What is changed of a stack before the engine sees it. */
export interface Edit {
    /** As `--set` takes them. Default none. */
    readonly set?: readonly string[];
    /** Changes the project's own settings where `--set` cannot, as in leaving one out. */
    readonly change?: (topics: Record<string, Record<string, unknown>>) => void;
    /** Wraps the program. */
    readonly program?: (program: Program) => Program;
}

/** The stack's configuration after an edit, as the engine hands it to the program. */
export function configOf(stack: string, { set = [], change }: Edit = {}, folder: string = root): StackConfig {
    const { config, secretKeys } = readStackConfig(folder, stack, PROJECT, set);
    if (change === undefined) {
        return { config, secretKeys };
    }
    const own = Object.entries(config).filter(([key]) => key.startsWith(`${PROJECT}:`));
    const topics = Object.fromEntries(
        own.map(([key, text]) => [key.slice(PROJECT.length + 1), text.startsWith("{") ? JSON.parse(text) : text]),
    ) as Record<string, Record<string, unknown>>;
    change(topics);
    const changed = Object.entries(topics).map(([key, value]) => [
        `${PROJECT}:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
    ]);
    return { config: { ...config, ...(Object.fromEntries(changed) as Record<string, string>) }, secretKeys };
}

/** A stack of the real engine on a simulated cloud of its own, open for as many operations as a test needs. */
export class RehearsedStack {
    private constructor(
        readonly name: string,
        readonly cloud: SimulatedCloud,
        private readonly open: (edit: Edit) => Promise<Stack>,
        private readonly stateFolder: string,
        readonly close: () => void,
    ) {}

    /** @param folder of the stack file, which is read for each operation again; default: the project's own */
    static async start(name: string, folder: string = root): Promise<RehearsedStack> {
        const tool = await ensureTool("pulumi");
        process.env.PATH = [path.dirname(tool), process.env.PATH ?? ""].join(path.delimiter);
        const sandbox = openSandbox();
        const engine = await findEngine();
        const cloud = await serveCloud(configOf(name, {}, folder).config["aws:region"] ?? DEFAULT_REGION);
        const program = loadProgram();
        const openRevised = stackOf(engine, sandbox, cloud, { project: PROJECT, stack: name });
        const open = async (edit: Edit) =>
            openRevised({ program: edit.program?.(program) ?? program, ...configOf(name, edit, folder) });
        return new RehearsedStack(name, cloud, open, sandbox.stateFolder, () => {
            cloud.stop();
            sandbox.close();
        });
    }

    /** One operation; the journal afterwards holds what the engine asked for in it. */
    async run(operation: Operation, options: OperationOptions = {}, edit: Edit = {}): Promise<OperationResult> {
        const stack = await this.open(edit);
        this.cloud.journal.clear();
        return runOperation(stack, operation, options);
    }

    preview(edit: Edit = {}, options: OperationOptions = {}): Promise<OperationResult> {
        return this.run(Operation.Preview, options, edit);
    }

    /** The stack's outputs, as `pulumi stack output` prints them. */
    async outputs(): Promise<Readonly<Record<string, unknown>>> {
        const outputs = await (await this.open({})).outputs();
        return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown]));
    }

    /** The engine's state file, as it lies on the disk. */
    state(): string {
        return readFileSync(stateFile(this.stateFolder, { project: PROJECT, stack: this.name }), "utf8");
    }
}
