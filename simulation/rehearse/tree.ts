import { Fate, type Step } from "../engine/step";
import { STACK_TYPE } from "../recorded";

/** How each fate is marked, as Pulumi does. */
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
 * The changes of a plan under the components they belong to. What does not change is left out; a component whose every resource
 * comes, or goes, is one line.
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

/** Why: the paths that differ, and for a replacement the ones that force it. */
export function reason({ fate, changes, replacedBy }: Step): string {
    switch (fate) {
        case Fate.Update:
            return `  ${changes.length > 0 ? changes.join(", ") : "what changes is not known before the update"}`;
        case Fate.Replace:
            return replacedBy.length > 0
                ? `  replaced because of ${replacedBy.join(", ")}`
                : "  replaced because something it needs is deleted first";
        case Fate.Create:
        case Fate.Delete:
        case Fate.Same:
            return "";
    }
}

function fatesIn({ step, children }: Branch): Set<Fate> {
    return new Set([step.fate, ...children.flatMap((child) => [...fatesIn(child)])]);
}

function sizeOf({ children }: Branch): number {
    return children.reduce((sum, child) => sum + sizeOf(child), 1);
}
