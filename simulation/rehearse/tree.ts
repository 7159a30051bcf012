import { Fate, type Step } from "../engine/step";
import { STACK_TYPE } from "../recorded";

/** Marks of the fates, as Pulumi prints them. */
export const MARKS: Readonly<Record<Fate, string>> = {
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
 * The changes of a plan as a component tree. Unchanged resources are omitted; a component that is created or deleted as a whole
 * is one line.
 */
export function changeTree(plan: readonly Step[]): string[] {
    return roots(plan).flatMap((root) => lines(root, 0));
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
    const line = `${"  ".repeat(depth + 1)}${MARKS[step.fate]} ${step.name}  ${step.type}`;
    const alike = fates.size === 1 && (only === Fate.Create || only === Fate.Delete);
    if (alike && children.length > 0 && step.type !== STACK_TYPE) {
        return [`${line}  (${sizeOf(branch)} resources)`];
    }
    return [`${line}${reason(step)}`, ...children.flatMap((child) => lines(child, depth + 1))];
}

/** The changed inputs; for a replacement, the inputs that force it. */
export function reason({ fate, changes, replacedBy }: Step): string {
    switch (fate) {
        case Fate.Update:
            return `  ${changes.length > 0 ? changes.join(", ") : "changes are not known before the update"}`;
        case Fate.Replace:
            return replacedBy.length > 0
                ? `  replaced because of ${replacedBy.join(", ")}`
                : "  replaced because a dependency is deleted first";
        case Fate.Create:
        case Fate.Delete:
        case Fate.Same:
            return "";
        default:
            return fate satisfies never;
    }
}

function fatesIn({ step, children }: Branch): Set<Fate> {
    return new Set([step.fate, ...children.flatMap((child) => [...fatesIn(child)])]);
}

function sizeOf({ children }: Branch): number {
    return children.reduce((sum, child) => sum + sizeOf(child), 1);
}
