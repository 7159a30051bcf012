/** The stacks whose objects are tested: those that the repository has stack files for. */
export const stackNames = ["dev", "prod"] as const;
export type StackName = (typeof stackNames)[number];

/** What the command line asked for. */
export interface Settings {
    /** Default: all. */
    readonly stacks: readonly StackName[];
    /** Context of the kubeconfig to use instead of a control plane of our own. Default: none. */
    readonly existingContext?: string;
    /** Seed of generated pods, to repeat a run. Default: another one each time. */
    readonly seed?: number;
}

let current: Settings = { stacks: stackNames };

export function settings(): Settings {
    return current;
}

/** Called once, before any test file is loaded. */
export function configure(given: Settings): void {
    current = given;
}
