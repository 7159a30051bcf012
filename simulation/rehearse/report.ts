import { changesIn, Fate, nameOf, type Step } from "../engine/step";
import { markdownComment } from "../output/markdown";
import { type Danger } from "./danger";
import { type Violation } from "./findings";
import { Outcome, Phase, type Rehearsal } from "./rehearsal";
import { changeTree, stepLines } from "./tree";

/** Facts of a report that are not part of the rehearsal. */
export interface Circumstances {
    /** Version of the engine. */
    readonly engine: string;
    /** The revision before the change; undefined for an empty account. */
    readonly from?: { readonly ref: string; readonly commit: string };
    readonly allowReplace: boolean;
}

/** The rehearsal as text. */
export function rehearsalText(rehearsal: Rehearsal, circumstances: Circumstances): string {
    const { from, engine } = circumstances;
    const against = from === undefined ? "on an empty account" : `against ${from.ref} (${from.commit})`;
    const sections = [
        [`${rehearsal.stack} rehearsed ${against} with pulumi ${engine} and simulated providers`],
        planSection(rehearsal),
        dangerSection(rehearsal, circumstances.allowReplace),
        policySection(rehearsal),
        failureSection(rehearsal.errors),
        list("Not simulated, so replacements of these types are unknown:", rehearsal.unknownTypes),
        restSection(rehearsal),
        keptSection(rehearsal),
        list("Warnings:", rehearsal.warnings),
        [timings(rehearsal), conclusion(rehearsal)],
    ];
    return sections
        .filter((lines) => lines.length > 0)
        .map((lines) => lines.join("\n"))
        .join("\n\n")
        .concat("\n");
}

/** The SDK says "Unhandled exception" where the program threw; the trace is there on request. */
function failureSection(errors: readonly string[]): string[] {
    const isUntraced = (error: string): boolean => error.startsWith("Unhandled exception:") && !/^\s+at /m.test(error);
    return [
        ...list("The engine failed:", errors),
        ...(errors.some(isUntraced) ? ["Run again with --verbose for the stack trace."] : []),
    ];
}

/** The rehearsal as a comment on a pull request. */
export function rehearsalMarkdown(rehearsal: Rehearsal, circumstances: Circumstances): string {
    return markdownComment(`Rehearsal of ${rehearsal.stack}`, conclusion(rehearsal), [
        { title: "Report", text: rehearsalText(rehearsal, circumstances) },
    ]);
}

/** Number of resources by fate. */
export function countFates(steps: readonly Step[]): Record<Fate, number> {
    const counts = { create: 0, update: 0, replace: 0, delete: 0, same: 0 };
    for (const { fate } of steps) {
        counts[fate] += 1;
    }
    return counts;
}

function planSection({ plan }: Rehearsal): string[] {
    if (plan.length === 0) {
        return [];
    }
    const counts = countFates(plan);
    const parts = [Fate.Create, Fate.Update, Fate.Replace, Fate.Delete]
        .filter((fate) => counts[fate] > 0)
        .map((fate) => `${counts[fate]} to ${fate}`);
    const summary = parts.length === 0 ? "no changes" : parts.join(", ");
    return [`Plan: ${summary}; ${counts.same} unchanged`, ...changeTree(plan)];
}

function dangerSection({ dangers }: Rehearsal, allowed: boolean): string[] {
    if (dangers.length === 0) {
        return [];
    }
    const title = allowed ? "Data loss (allowed by --allow-replace):" : "Data loss (--allow-replace proceeds anyway):";
    return [title, ...dangers.map((danger) => `  ${dangerText(danger)}`)];
}

/** One line: the change, its cause, and what is destroyed. */
function dangerText({ name, type, fate, causes, loses }: Danger): string {
    const words = {
        delete: "deleted because it is no longer in the program",
        replace: `replaced because of ${causes.join(", ")}`,
        shrink: `given a smaller size by ${causes.join(", ")}`,
        resize: `given volumes of another size by ${causes.join(", ")}`,
    };
    const done = words[fate];
    return fate === "resize"
        ? `${name} (${type}) is ${done}; ${loses}`
        : `${name} (${type}) is ${done}; this also destroys ${loses}`;
}

function policySection({ violations, notEvaluated, plan }: Rehearsal): string[] {
    if (plan.length === 0) {
        return [];
    }
    const mandatory = violations.filter(({ level }) => level === "mandatory");
    const deferred = notEvaluated.length === 0 ? "" : `; ${notEvaluated.length} not evaluated before the update`;
    return [
        `Policies: ${mandatory.length} mandatory and ${violations.length - mandatory.length} advisory violations${deferred}`,
        ...violations.map((violation) => `  ${violationText(violation)}`),
    ];
}

function violationText({ policy, level, urn, message }: Violation): string {
    const subject = urn === undefined ? "" : ` ${nameOf(urn)}:`;
    return `${level} ${policy}:${subject} ${message.replaceAll("\n", "\n    ")}`;
}

function restSection({ leftToDo }: Rehearsal): string[] {
    if (leftToDo === undefined) {
        return [];
    }
    const changes = changesIn(leftToDo);
    return changes.length === 0
        ? ["Second run: no changes"]
        : ["Second run: still changes", ...changes.flatMap(stepLines).map((line) => `  ${line}`)];
}

function keptSection({ kept, plan }: Rehearsal): string[] {
    if (kept === undefined) {
        return [];
    }
    if (kept.length === 0) {
        return ["Destroy: everything is deleted"];
    }
    const guarded = new Set(plan.filter(({ protect }) => protect).map(({ urn }) => urn));
    const protectedOnes = kept.filter((urn) => guarded.has(urn));
    return [
        `Destroy: keeps ${protectedOnes.length} protected resources and ${kept.length - protectedOnes.length} that they depend on:`,
        ...protectedOnes.map((urn) => `  ${nameOf(urn)}`),
    ];
}

const PHASE_NAMES: Readonly<Record<Phase, string>> = {
    [Phase.Before]: "deploy the old revision",
    [Phase.Plan]: "plan",
    [Phase.Up]: "up",
    [Phase.Again]: "second run",
    [Phase.Destroy]: "destroy",
};

export function phaseName(phase: Phase): string {
    return PHASE_NAMES[phase];
}

function timings({ seconds }: Rehearsal): string {
    const parts = Object.values(Phase).flatMap((phase) => {
        const spent = seconds[phase];
        return spent === undefined ? [] : [`${PHASE_NAMES[phase]} ${spent.toFixed(1)} s`];
    });
    return `Time: ${parts.join(", ")}`;
}

function conclusion({ outcome }: Rehearsal): string {
    switch (outcome) {
        case Outcome.Well:
            return "OK: the update succeeds, and a second run has no changes";
        case Outcome.Refused:
            return "Rejected: a mandatory policy is violated";
        case Outcome.Dangerous:
            return "Stopped before the update: it would lose data";
        case Outcome.Failed:
            return "Failed: an operation of the engine failed, or a second run still has changes";
        default:
            return outcome satisfies never;
    }
}

function list(title: string, items: readonly string[]): string[] {
    return items.length === 0 ? [] : [title, ...items.map((item) => `  ${item.replaceAll("\n", "\n  ")}`)];
}
