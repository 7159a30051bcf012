import { Fate, type Step } from "../engine/step";
import { STACK_TYPE } from "../recorded";
import { changeText, valueChanges } from "./values";

/** Marks of the fates, as Pulumi prints them. */
const MARKS: Readonly<Record<Fate, string>> = {
    [Fate.Create]: "+",
    [Fate.Update]: "~",
    [Fate.Replace]: "±",
    [Fate.Delete]: "-",
    [Fate.Same]: " ",
};

interface Branch {
    readonly step: Step;
    readonly children: Branch[];
}

/**
 * The changes of a plan as a component tree, with old and new values. Unchanged resources are omitted; a component that is
 * created or deleted as a whole is one line, and so are all resources of which the engine does not yet know what changes.
 */
export function changeTree(plan: readonly Step[]): string[] {
    const uncertain = plan.filter(isUncertain).length;
    return [
        ...roots(plan).flatMap((root) => lines(root, 0)),
        ...(uncertain === 0
            ? []
            : [`  ~ ${uncertain} of the resources to update: what changes is not known before the update`]),
    ];
}

/** Whether the engine can tell before the update only that the resource may change. */
function isUncertain({ fate, changes }: Step): boolean {
    return fate === Fate.Update && changes.length === 0;
}

function roots(plan: readonly Step[]): Branch[] {
    const branches = new Map(plan.map((step) => [step.urn, { step, children: [] as Branch[] }]));
    const top: Branch[] = [];
    for (const branch of branches.values()) {
        const parent = branches.get(branch.step.parent);
        (parent?.children ?? top).push(branch);
    }
    return top;
}

function lines(branch: Branch, depth: number): string[] {
    const fates = fatesIn(branch);
    const [only] = fates;
    if (fates.size === 1 && only === Fate.Same) {
        return [];
    }
    const { step, children } = branch;
    const indent = "  ".repeat(depth + 1);
    const alike = fates.size === 1 && (only === Fate.Create || only === Fate.Delete);
    if (alike && children.length > 0 && step.type !== STACK_TYPE) {
        return [`${indent}${heading(step)}  (${sizeOf(branch)} resources)`];
    }
    return [
        ...stepLines(step).map((line) => `${indent}${line}`),
        ...children.flatMap((child) => lines(child, depth + 1)),
    ];
}

/** The resource with what happens to it, then its changes: on the same line if there is only one. */
export function stepLines(step: Step): string[] {
    const changes = step.fate === Fate.Update || step.fate === Fate.Replace ? valueChanges(step).map(changeText) : [];
    const head = `${heading(step)}${reason(step)}`;
    const [first] = changes;
    return first !== undefined && changes.length === 1 && step.fate === Fate.Update
        ? [`${head}  ${first}`]
        : [head, ...changes.map((change) => `      ${change}`)];
}

function heading({ fate, name, type }: Step): string {
    return `${MARKS[fate]} ${name}  ${type}`;
}

/** Why a resource is replaced. */
function reason({ fate, replacedBy }: Step): string {
    if (fate !== Fate.Replace) {
        return "";
    }
    return replacedBy.length > 0
        ? `  replaced because of ${replacedBy.join(", ")}`
        : "  replaced because a dependency is deleted first";
}

function fatesIn({ step, children }: Branch): Set<Fate> {
    return new Set([isUncertain(step) ? Fate.Same : step.fate, ...children.flatMap((child) => [...fatesIn(child)])]);
}

function sizeOf({ children }: Branch): number {
    return children.reduce((sum, child) => sum + sizeOf(child), 1);
}
