import { type PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { Operation, type OperationResult, runOperation } from "../engine/operation";
import { openSandbox } from "../engine/sandbox";
import { type Revised, stackOf } from "../engine/stack";
import { changesIn, Fate, type Step } from "../engine/step";
import { ExpectedError } from "../errors";
import { SecretMask } from "../output/secrets";
import { type HiddenReplacement } from "../plugin/journal";
import { liveNodes } from "../plugin/live";
import { secretsIn } from "../plugin/secrets";
import { serveCloud, type SimulatedCloud } from "../plugin/serve";
import { DEFAULT_REGION } from "../providers";
import { type Danger, dangers, resizes, shrinkages } from "./danger";
import { applyDrift, type Drift } from "./drift";
import { findingsOf, type NotEvaluated, type Violation } from "./findings";

interface RehearsalOptions {
    readonly project: string;
    readonly stack: string;
    readonly engine: PulumiCommand;
    /** The revision after the change. */
    readonly present: Revised;
    /** The revision before the change. Default: an empty account. */
    readonly before?: Revised;
    /** Values that resources have in the cloud after `before`, whatever was recorded. Default: none. */
    readonly drift?: readonly Drift[];
    /** Folder of the policy pack for the present program. Default: none. */
    readonly policyPack?: string;
    /** Proceeds although a stateful or protected resource would be lost. Default false. */
    readonly allowReplace?: boolean;
    /** Destroys everything at the end. Default false. */
    readonly destroy?: boolean;
    /** Keeps stack traces of the program in the engine's messages. Default false. */
    readonly stackTraces?: boolean;
    /** Called for each resource that the engine starts. */
    readonly onStep?: (phase: Phase, done: number, urn: string) => void;
    readonly signal?: AbortSignal;
}

/** The operations of a rehearsal, in order. */
export const Phase = {
    /** Deploys the revision before the change. */
    Before: "before",
    Plan: "plan",
    Up: "up",
    /** A second preview, which must have no changes. */
    Again: "again",
    Destroy: "destroy",
} as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** How a rehearsal ended. */
export const Outcome = {
    Well: "well",
    /** A mandatory policy is violated. */
    Refused: "refused",
    /** A stateful or protected resource would be lost, without `allowReplace`. */
    Dangerous: "dangerous",
    /** The engine failed, or a second run still has changes. */
    Failed: "failed",
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export interface Rehearsal {
    readonly stack: string;
    readonly outcome: Outcome;
    /** The engine's plan: one step per resource, unchanged ones included. */
    readonly plan: readonly Step[];
    readonly dangers: readonly Danger[];
    /** From the update, or from the plan if there was no update. */
    readonly violations: readonly Violation[];
    /** Policies that could not be evaluated at the plan. */
    readonly notEvaluated: readonly NotEvaluated[];
    /** Changes of a second run, which should be empty. Undefined when there was no second run. */
    readonly leftToDo?: readonly Step[];
    /** URNs that remain after a destroy. Undefined when there was no destroy. */
    readonly kept?: readonly string[];
    /** The engine's messages. */
    readonly errors: readonly string[];
    readonly warnings: readonly string[];
    /** Types that are not simulated: their replacements are unknown. */
    readonly unknownTypes: readonly string[];
    readonly seconds: Readonly<Partial<Record<Phase, number>>>;
    /** The engine's output by phase. */
    readonly logs: Readonly<Partial<Record<Phase, string>>>;
}

/** The user interrupted the rehearsal. */
class Interrupted extends ExpectedError {
    constructor() {
        super("interrupted; all temporary files are removed");
    }
}

/** Rehearses a change with the real engine on the simulated cloud. Removes all temporary files, also on errors. */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
    const sandbox = openSandbox();
    try {
        const cloud = await serveCloud(options.present.config["aws:region"] ?? DEFAULT_REGION);
        try {
            const open = stackOf(options.engine, sandbox, cloud, options);
            return await new Run(options, cloud, open).play();
        } finally {
            cloud.stop();
        }
    } finally {
        sandbox.close();
    }
}

/** A rehearsal in progress. */
class Run {
    readonly #results = new Map<Phase, OperationResult>();
    #hidden: readonly HiddenReplacement[] = [];
    #shrinkages: readonly Danger[] = [];
    readonly #secrets = new Set<string>();

    constructor(
        private readonly options: RehearsalOptions,
        private readonly cloud: SimulatedCloud,
        private readonly open: (revised: Revised) => Promise<Stack>,
    ) {}

    async play(): Promise<Rehearsal> {
        const { before, present, drift = [], destroy = false, allowReplace = false } = this.options;
        if (before !== undefined) {
            const ok = await this.run(Phase.Before, await this.open(before), Operation.Up);
            if (!ok) {
                return this.end(Outcome.Failed);
            }
        }
        applyDrift(this.cloud.inventory, drift);
        const stack = await this.open(present);
        const planned = await this.run(Phase.Plan, stack, Operation.Preview);
        this.#shrinkages = shrinkages(this.#results.get(Phase.Plan)?.steps ?? [], (urn) =>
            liveNodes(this.cloud.inventory.latest(urn)),
        );
        this.#hidden = [...this.cloud.journal.hiddenReplacements];
        if (this.isRejected(Phase.Plan)) {
            return this.end(Outcome.Refused);
        }
        if (this.dangers().length > 0 && !allowReplace) {
            return this.end(Outcome.Dangerous);
        }
        if (!planned) {
            return this.end(Outcome.Failed);
        }
        if (!(await this.run(Phase.Up, stack, Operation.Up))) {
            return this.end(this.isRejected(Phase.Up) ? Outcome.Refused : Outcome.Failed);
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
        const { policyPack, signal, stackTraces = false, onStep } = this.options;
        const judged = phase === Phase.Plan || phase === Phase.Up;
        this.cloud.journal.clear();
        const result = await runOperation(stack, operation, {
            ...(judged && policyPack !== undefined && { policyPack }),
            ...(signal !== undefined && { signal }),
            stackTraces,
            ...(onStep !== undefined && { onStep: (done: number, urn: string) => onStep(phase, done, urn) }),
            excludeProtected: true,
        });
        this.#results.set(phase, result);
        secretsIn(this.cloud).forEach((text) => this.#secrets.add(text));
        if (signal?.aborted === true) {
            throw new Interrupted();
        }
        return result.ok;
    }

    private isRejected(phase: Phase): boolean {
        const { violations } = findingsOf(this.#results.get(phase)?.policy ?? []);
        return violations.some(({ level }) => level === "mandatory");
    }

    private dangers(): Danger[] {
        const planned = this.#results.get(Phase.Plan)?.steps ?? [];
        return [...dangers(planned, this.#hidden), ...this.#shrinkages, ...resizes(planned)];
    }

    private leftToDo(): readonly Step[] {
        const again = this.#results.get(Phase.Again);
        return changesIn(again?.steps ?? []);
    }

    private end(outcome: Outcome, kept?: readonly string[]): Rehearsal {
        const results = [...this.#results];
        const judged = this.#results.get(Phase.Up) ?? this.#results.get(Phase.Plan);
        const plan = this.#results.get(Phase.Plan);
        const mask = new SecretMask([...this.#secrets]);
        return {
            stack: this.options.stack,
            outcome,
            plan: maskedSteps(plan?.steps ?? [], mask),
            dangers: this.dangers(),
            violations: findingsOf(judged?.policy ?? []).violations,
            notEvaluated: findingsOf(plan?.policy ?? []).notEvaluated,
            ...(this.#results.has(Phase.Again) && { leftToDo: maskedSteps(this.leftToDo(), mask) }),
            ...(kept !== undefined && { kept }),
            errors: results.flatMap(([, { errors }]) => errors),
            warnings: [...new Set(results.flatMap(([, { warnings }]) => warnings))],
            unknownTypes: this.cloud.journal.unknownTypes,
            seconds: Object.fromEntries(results.map(([phase, { seconds }]) => [phase, seconds])),
            logs: Object.fromEntries(results.map(([phase, { log }]) => [phase, log])),
        };
    }
}

/** The engine masks values that are marked as secret; their texts may be inside others. */
function maskedSteps(steps: readonly Step[], mask: SecretMask): Step[] {
    return steps.map((step) =>
        step.fate === Fate.Same
            ? step
            : { ...step, inputs: mask.mask(step.inputs), oldInputs: mask.mask(step.oldInputs) },
    );
}
