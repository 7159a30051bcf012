import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type KubeObject } from "./cluster/types";
import { settings as runSettings, type StackName } from "./settings";

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
    const known = rendered.get(key) ?? simulate(stack, settings, key);
    rendered.set(key, known);
    return known;
}

async function simulate(stack: StackName, settings: readonly string[], key: string): Promise<RenderedStack> {
    const text = await onceForAllWorkers(key, () => printed(stack, settings));
    const { resources, manifests } = JSON.parse(text) as {
        readonly resources: readonly RenderedResource[];
        readonly manifests: readonly { readonly object: KubeObject }[];
    };
    return { stack, resources, manifests: manifests.map(({ object }) => object) };
}

/** The text, from a file beside the notes where another worker of the same run has made it. */
async function onceForAllWorkers(key: string, make: () => Promise<string>): Promise<string> {
    const { notes } = runSettings();
    if (notes === undefined) {
        return make();
    }
    const file = path.join(path.dirname(notes), `${createHash("sha256").update(key).digest("hex")}.json`);
    if (!existsSync(file)) {
        // Complete under its name, or not there.
        writeFileSync(`${file}.${process.pid}`, await make());
        renameSync(`${file}.${process.pid}`, file);
    }
    return readFileSync(file, "utf8");
}

async function printed(stack: StackName, settings: readonly string[]): Promise<string> {
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
    return stdout;
}
