import { type EngineEvent, type StepEventMetadata } from "@pulumi/pulumi/automation";
import { diffProperties } from "../plugin/diff";

/** What happens to a resource. */
export const Fate = {
    Create: "create",
    Update: "update",
    Replace: "replace",
    Delete: "delete",
    Same: "same",
} as const;
export type Fate = (typeof Fate)[keyof typeof Fate];

/** One resource in an operation of the engine: what happens to it, and why. */
export interface Step {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly fate: Fate;
    /** Paths of the inputs that differ; empty for a create or a delete. */
    readonly changes: readonly string[];
    /** The changes that force a replacement. */
    readonly replacedBy: readonly string[];
    readonly protect: boolean;
    /** URN of the parent; empty for the stack. */
    readonly parent: string;
    /** As the engine reports them, with secrets masked; for a delete, the old inputs. */
    readonly inputs: Readonly<Record<string, unknown>>;
    /** The inputs before the operation, in the same form; empty for a create. */
    readonly oldInputs: Readonly<Record<string, unknown>>;
}

/** The engine's operations that decide the fate of a resource; the others are parts of these, or reads. */
const FATES: Readonly<Record<string, Fate>> = {
    create: Fate.Create,
    update: Fate.Update,
    replace: Fate.Replace,
    "create-replacement": Fate.Replace,
    "delete-replaced": Fate.Replace,
    delete: Fate.Delete,
    same: Fate.Same,
};

/**
 * Merges the engine's events into one step per resource, in the order in which the engine started them. A replacement is three
 * events of the engine and one step here.
 */
export function stepsOf(events: readonly EngineEvent[]): Step[] {
    const steps = new Map<string, Step>();
    for (const { resourcePreEvent } of events) {
        const step = resourcePreEvent === undefined ? undefined : stepOf(resourcePreEvent.metadata);
        if (step !== undefined) {
            const before = steps.get(step.urn);
            steps.set(step.urn, before?.fate === Fate.Replace ? merged(before, step) : step);
        }
    }
    return [...steps.values()];
}

function stepOf(metadata: StepEventMetadata): Step | undefined {
    const fate = FATES[metadata.op];
    if (fate === undefined || isDefaultProvider(metadata)) {
        return undefined;
    }
    const state = metadata.new ?? metadata.old;
    const detailed = Object.entries(metadata.detailedDiff ?? {});
    const replacedBy = detailed.filter(([, { diffKind }]) => diffKind.endsWith("-replace")).map(([path]) => path);
    return {
        urn: metadata.urn,
        type: metadata.type,
        name: nameOf(metadata.urn),
        fate,
        changes: (detailed.length > 0 ? detailed.map(([path]) => path) : inputChanges(metadata)).sort(),
        replacedBy: replacedBy.length > 0 ? replacedBy.sort() : [...(metadata.keys ?? [])].sort(),
        // The engine decides by its state whether a resource is protected, not by the new program.
        protect: metadata.old?.protect ?? metadata.new?.protect ?? false,
        parent: state?.parent ?? "",
        inputs: (state?.inputs ?? {}) as Readonly<Record<string, unknown>>,
        oldInputs: (metadata.old?.inputs ?? {}) as Readonly<Record<string, unknown>>,
    };
}

/** For components there is no provider diff: compare their inputs. The engine writes null for a missing state. */
function inputChanges({ diffs, old, new: now }: StepEventMetadata): string[] {
    const named = diffs ?? [];
    return named.length > 0 || !old || !now
        ? [...named]
        : diffProperties(old.inputs, now.inputs, []).map(({ path }) => path);
}

/** The engine's default provider of a package: it is not part of the program. */
function isDefaultProvider({ type, urn }: StepEventMetadata): boolean {
    return type.startsWith("pulumi:providers:") && nameOf(urn).startsWith("default");
}

function merged(before: Step, step: Step): Step {
    return {
        // The event of the deletion, which may come first, has neither changes nor new inputs.
        ...(before.changes.length > 0 ? before : step),
        changes: [...new Set([...before.changes, ...step.changes])].sort(),
        replacedBy: [...new Set([...before.replacedBy, ...step.replacedBy])].sort(),
    };
}

/** The steps that change something. */
export function changesIn(steps: readonly Step[]): Step[] {
    return steps.filter(({ fate }) => fate !== Fate.Same);
}

/** Logical name: the last part of a URN. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}
