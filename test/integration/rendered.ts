import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type KubeObject } from "./cluster/types";
import { type StackName } from "./settings";

/** A resource as the simulation prints it. */
export interface RenderedResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly parent?: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** Everything a stack would create. */
export interface RenderedStack {
    readonly stack: StackName;
    readonly resources: readonly RenderedResource[];
    /** Every Kubernetes object, ready to apply. */
    readonly manifests: readonly KubeObject[];
}

const root = path.resolve(__dirname, "../..");
const rendered = new Map<string, Promise<RenderedStack>>();

/**
 * The stack, from `npm run simulate -- STACK --format json`: the command that users run, in a process of its own.
 *
 * @param settings changes to the stack file as `--set` takes them
 */
export function render(stack: StackName, settings: readonly string[] = []): Promise<RenderedStack> {
    const key = JSON.stringify([stack, settings]);
    const known = rendered.get(key) ?? simulate(stack, settings);
    rendered.set(key, known);
    return known;
}

async function simulate(stack: StackName, settings: readonly string[]): Promise<RenderedStack> {
    const changes = settings.flatMap((setting) => ["--set", setting]);
    const command = ["cli/shared/start.js", "simulate", stack, "--format", "json", ...changes];
    const { stdout } = await promisify(execFile)(process.execPath, command, {
        cwd: root,
        maxBuffer: 512 * 1024 * 1024,
    }).catch((error: Error & { code?: number; stdout?: string; stderr?: string }) => {
        // Exit 1 reports violated policies; they have tests of their own and the objects are all there.
        if (error.code === 1 && error.stdout) {
            return { stdout: error.stdout };
        }
        throw new Error(`npm run simulate -- ${stack} failed:\n${error.stderr ?? error.message}`);
    });
    const { resources, manifests } = JSON.parse(stdout) as {
        readonly resources: readonly RenderedResource[];
        readonly manifests: readonly { readonly object: KubeObject }[];
    };
    return { stack, resources, manifests: manifests.map(({ object }) => object) };
}
