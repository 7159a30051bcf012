import { randomBytes } from "node:crypto";

/** Stacks with every kind of node and workload, on which everything is tested. */
export const fullStacks = ["dev", "prod"] as const;
export type FullStack = (typeof fullStacks)[number];

/** And the stack on a cluster that is already there, on which is tested what its platform has a part in. */
export const stackNames = [...fullStacks, "local"] as const;
export type StackName = (typeof stackNames)[number];

/** Starts the name of every namespace that a run makes; another one each time, so that no run meets another's. */
export const runPrefix = `inference-platform-test-${randomBytes(3).toString("hex")}`;

/** What the command line asked for. */
export interface Settings {
    /** Default: all. */
    readonly stacks: readonly StackName[];
    /** Context of the kubeconfig to use instead of a control plane of our own. Default: none. */
    readonly existingContext?: string;
    /** Seed of generated pods, to repeat a run. Default: another one each time. */
    readonly seed?: number;
    /** File for what a worker process has to say at the end of the run (`notes.ts`). Default: the process is not a worker. */
    readonly notes?: string;
}

/** Variable of a worker process with its settings as JSON. */
export const settingsVariable = "INFERENCE_PLATFORM_INTEGRATION";

let current: Settings = { stacks: stackNames };

/** The full stack under test for what is tested on one alone. Default: the last. */
export function oneFullStack(): FullStack {
    return fullStacks.findLast((stack) => current.stacks.includes(stack)) ?? "prod";
}

export function settings(): Settings {
    return current;
}

/** Called once, before any test file is loaded. */
export function configure(given: Settings): void {
    current = given;
}
