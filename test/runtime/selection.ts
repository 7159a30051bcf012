import { fullStacks, type FullStack } from "../integration/settings";

/** What the command line asked a tier for. */
export interface Selection {
    /** The one stack of this process. */
    readonly stack: FullStack;
    /** All stacks of the run, each in a process of its own. */
    readonly stacks: readonly FullStack[];
    /** Only scenarios whose title matches. Default: all. */
    readonly grep?: string;
}

let current: Selection = { stack: fullStacks[0], stacks: fullStacks };

/** Called once, before any test file is loaded. */
export function select(selection: Selection): void {
    current = selection;
}

export function stackUnderTest(): FullStack {
    return current.stack;
}

export function stacksOfRun(): readonly FullStack[] {
    return current.stacks;
}

export function selected(title: string): boolean {
    return current.grep === undefined || new RegExp(current.grep).test(title);
}
