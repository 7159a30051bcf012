import { type PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation";
import { changesOf, Operation, type OperationResult, runOperation } from "../engine/operation";
import { openSandbox } from "../engine/sandbox";
import { openStack } from "../engine/stack";
import { Fate, type Step } from "../engine/step";
import { type HiddenReplacement } from "../plugin/journal";
import { serveCloud, type SimulatedCloud } from "../plugin/serve";
import { DEFAULT_REGION } from "../providers";
import { type Danger, dangers } from "./danger";
import { findingsOf, type NotEvaluated, type Violation } from "./findings";

/** A program and what it is run with. */
export interface Revised {
    readonly program: PulumiFn;
    /** As the engine hands it to a program: `namespace:key` to text, objects as JSON. */
    readonly config: Readonly<Record<string, string>>;
    /** Keys of `config` whose values are secret. Default none. */
    readonly secretKeys?: readonly string[];
}

export interface RehearsalOptions {
    readonly project: string;
    readonly stack: string;
    readonly engine: PulumiCommand;
    /** What the change leads to. */
    readonly present: Revised;
    /** What stands before the change. Default: nothing, an empty account. */
    readonly before?: Revised;
    /** Folder of the policy pack that judges the present program. Default: none does. */
    readonly policyPack?: string;
    /** Goes on where the change loses something stateful or protected. Default false. */
    readonly allowReplace?: boolean;
    /** Destroys everything at the end. Default false. */
    readonly destroy?: boolean;
    /** Called for each resource the engine comes to. */
    readonly onStep?: (phase: Phase, done: number, urn: string) => void;
    readonly signal?: AbortSignal;
}

/** What a rehearsal does, in this order. */
export const Phase = {
    /** Brings up the revision before the change. */
    Before: "before",
    Plan: "plan",
    Up: "up",
    /** Plans once more: nothing may be left to do. */
    Again: "again",
    Destroy: "destroy",
} as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** How a rehearsal ended. */
export const Outcome = {
    Well: "well",
    /** A mandatory policy is violated. */
    Refused: "refused",
    /** Something stateful or protected would be lost, and nobody allowed it. */
    Dangerous: "dangerous",
    /** The engine failed, or the program does not come to rest. */
    Failed: "failed",
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export interface Rehearsal {
    readonly stack: string;
    readonly outcome: Outcome;
    /** What the engine plans to do; every resource has a step, unchanged ones too. */
    readonly plan: readonly Step[];
    readonly dangers: readonly Danger[];
    /** From the update where there was one, else from the plan. */
    readonly violations: readonly Violation[];
    /** What the policies could not judge at the plan. */
    readonly notEvaluated: readonly NotEvaluated[];
    /** What a second run would still change; empty is right. Absent when there was none. */
    readonly leftToDo?: readonly Step[];
    /** URNs that a destroy leaves in place. Absent when there was none. */
    readonly kept?: readonly string[];
    /** The engine's own words. */
    readonly errors: readonly string[];
    readonly warnings: readonly string[];
    /** Types no simulated provider describes: what replaces them is not known. */
    readonly unknownTypes: readonly string[];
    readonly seconds: Readonly<Partial<Record<Phase, number>>>;
    /** What the engine printed, by phase. */
    readonly logs: Readonly<Partial<Record<Phase, string>>>;
}

/** The user has had enough. */
export class Interrupted extends Error {
    constructor() {
        super("interrupted; nothing temporary is left");
        this.name = "Interrupted";
    }
}

/** Rehearses a change with the real engine on the simulated cloud. Leaves nothing behind, whatever happens. */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
    const sandbox = openSandbox();
    try {
        const cloud = await serveCloud(options.present.config["aws:region"] ?? DEFAULT_REGION);
        try {
            const open = (revised: Revised) =>
                openStack(options.engine, sandbox, cloud, {
                    project: options.project,
                    stack: options.stack,
                    ...revised,
                });
            return await new Run(options, cloud, open).play();
        } finally {
            cloud.stop();
        }
    } finally {
        sandbox.close();
    }
}

/** One rehearsal under way: what has been seen so far. */
class Run {
    readonly #results = new Map<Phase, OperationResult>();
    #hidden: readonly HiddenReplacement[] = [];

    constructor(
        private readonly options: RehearsalOptions,
        private readonly cloud: SimulatedCloud,
        private readonly open: (revised: Revised) => Promise<Stack>,
    ) {}

    async play(): Promise<Rehearsal> {
        const { before, present, destroy = false, allowReplace = false } = this.options;
        if (before !== undefined) {
            const ok = await this.run(Phase.Before, await this.open(before), Operation.Up);
            if (!ok) {
                return this.end(Outcome.Failed);
            }
        }
        const stack = await this.open(present);
        const planned = await this.run(Phase.Plan, stack, Operation.Preview);
        this.#hidden = [...this.cloud.journal.hiddenReplacements];
        if (this.isRefused(Phase.Plan)) {
            return this.end(Outcome.Refused);
        }
        if (this.dangers().length > 0 && !allowReplace) {
            return this.end(Outcome.Dangerous);
        }
        if (!planned) {
            return this.end(Outcome.Failed);
        }
        if (!(await this.run(Phase.Up, stack, Operation.Up))) {
            return this.end(this.isRefused(Phase.Up) ? Outcome.Refused : Outcome.Failed);
        }
        const again = await this.run(Phase.Again, stack, Operation.Preview);
        if (!again || this.leftToDo().length > 0) {
            return this.end(Outcome.Failed);
        }
        if (!destroy) {
            return this.end(Outcome.Well);
        }
        const destroyed = await this.run(Phase.Destroy, stack, Operation.Destroy);
        const { deployment } = (await stack.exportStack()) as { deployment: { resources?: { urn: string }[] } };
        const kept = (deployment.resources ?? []).map(({ urn }) => urn);
        return this.end(destroyed ? Outcome.Well : Outcome.Failed, kept);
    }

    private async run(phase: Phase, stack: Stack, operation: Operation): Promise<boolean> {
        const { policyPack, signal, onStep } = this.options;
        this.cloud.journal.clear();
        const result = await runOperation(stack, operation, {
            ...(phase === Phase.Plan || phase === Phase.Up
                ? { ...(policyPack === undefined ? {} : { policyPack }) }
                : {}),
            ...(signal === undefined ? {} : { signal }),
            ...(onStep === undefined ? {} : { onStep: (done, urn) => onStep(phase, done, urn) }),
            excludeProtected: true,
        });
        this.#results.set(phase, result);
        if (signal?.aborted === true) {
            throw new Interrupted();
        }
        return result.ok;
    }

    private isRefused(phase: Phase): boolean {
        const { violations } = findingsOf(this.#results.get(phase)?.policy ?? []);
        return violations.some(({ level }) => level === "mandatory");
    }

    private dangers(): Danger[] {
        return dangers(this.#results.get(Phase.Plan)?.steps ?? [], this.#hidden);
    }

    private leftToDo(): readonly Step[] {
        const again = this.#results.get(Phase.Again);
        return again === undefined ? [] : changesOf(again);
    }

    private end(outcome: Outcome, kept?: readonly string[]): Rehearsal {
        const results = [...this.#results];
        const judged = this.#results.get(Phase.Up) ?? this.#results.get(Phase.Plan);
        const plan = this.#results.get(Phase.Plan);
        return {
            stack: this.options.stack,
            outcome,
            plan: plan?.steps ?? [],
            dangers: this.dangers(),
            violations: findingsOf(judged?.policy ?? []).violations,
            notEvaluated: findingsOf(plan?.policy ?? []).notEvaluated,
            ...(this.#results.has(Phase.Again) ? { leftToDo: this.leftToDo() } : {}),
            ...(kept === undefined ? {} : { kept }),
            errors: results.flatMap(([, { errors }]) => errors),
            warnings: [...new Set(results.flatMap(([, { warnings }]) => warnings))],
            unknownTypes: this.cloud.journal.unknownTypes,
            seconds: Object.fromEntries(results.map(([phase, { seconds }]) => [phase, seconds])),
            logs: Object.fromEntries(results.map(([phase, { log }]) => [phase, log])),
        };
    }
}

/** The steps of a plan that change something, without the stack itself. */
export function changesIn(plan: readonly Step[]): Step[] {
    return plan.filter(({ fate }) => fate !== Fate.Same);
}
