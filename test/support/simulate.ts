import assert from "node:assert/strict";
import path from "node:path";
import { DependencyGraph } from "./dependencyGraph";
import { loadProgram } from "../../simulation/in-process/program";
import { PROJECT, runProgram, type Program, type Run, type RunOptions } from "../../simulation/in-process/run";
import { type RecordedResource } from "../../simulation/recorded";
import { readStackConfig } from "../../simulation/stackFile";

const root = path.resolve(__dirname, "../..");

/** A program that ran on simulated providers, with what tests ask of it. */
export class Simulated {
    public readonly resources: readonly RecordedResource[];
    public readonly graph: DependencyGraph;

    constructor(public readonly run: Run) {
        this.resources = run.resources;
        this.graph = new DependencyGraph(run.resources);
    }

    /** Every resource of a type, or with a predicate only those it holds for. */
    public all(type: string, where: (resource: RecordedResource) => boolean = () => true): readonly RecordedResource[] {
        return this.resources.filter((resource) => resource.type === type && where(resource));
    }

    /** The one resource of a type, or the one of that name; fails with what there is instead. */
    public one(type: string, name?: string): RecordedResource {
        const ofType = this.all(type);
        const found = ofType.filter((resource) => name === undefined || resource.name === name);
        const names = ofType.map((resource) => resource.name).join(", ") || "none";
        assert.equal(
            found.length,
            1,
            `expected one ${type}${name === undefined ? "" : ` "${name}"`}; there are: ${names}`,
        );
        return found[0]!;
    }

    /** A Kubernetes object by kind and `metadata.name`, whatever its Pulumi name is. */
    public object(kind: string, name: string, namespace?: string): RecordedResource {
        const found = this.resources.filter(({ inputs }) => {
            const metadata = inputs.metadata as { name?: string; namespace?: string } | undefined;
            return (
                inputs.kind === kind &&
                metadata?.name === name &&
                (namespace === undefined || metadata.namespace === namespace)
            );
        });
        assert.equal(found.length, 1, `expected one ${kind} "${name}", found ${found.length}`);
        return found[0]!;
    }

    /** Direct children. */
    public children(parent: RecordedResource): readonly RecordedResource[] {
        return this.resources.filter((resource) => resource.parent === parent.urn);
    }

    /** Whether `resource` is created after `other` and deleted before it, as the engine orders them. */
    public dependsOn(resource: RecordedResource, other: RecordedResource): boolean {
        return this.graph.dependsOn(resource.urn, other.urn);
    }
}

/** Runs a small program of the test's own: what it creates is recorded, what it returns are the outputs. */
export async function simulate(program: () => unknown, options: Partial<RunOptions> = {}): Promise<Simulated> {
    const settings: RunOptions = { stack: "test", config: { "aws:region": "us-west-2" }, ...options };
    const body: Program = async () => ((await program()) ?? {}) as Record<string, unknown>;
    return new Simulated(await runProgram(body, settings));
}

const stacks = new Map<string, Promise<Simulated>>();

/**
 * Runs `index.ts` on a stack file, once per process for each combination of arguments.
 *
 * @param settings as `--set`: `network.zones=2`
 */
export function simulateStack(stack: string, settings: readonly string[] = []): Promise<Simulated> {
    const key = JSON.stringify([stack, settings]);
    const known = stacks.get(key);
    if (known !== undefined) {
        return known;
    }
    const run = (async () => {
        return new Simulated(
            await runProgram(loadProgram(), { stack, ...readStackConfig(root, stack, PROJECT, settings) }),
        );
    })();
    stacks.set(key, run);
    return run;
}
