import { z } from "zod";
import { type ClusterIndex } from "../model/cluster";
import { type EnforcementLevel, type Group, type PodSecurityLevel } from "../model/resource";
import { type Subject } from "../model/subject";
import { type Mutable } from "./remediate";

/** Which subjects a rule judges. */
export type Wants =
    /** Everything that carries a pod template. */
    | "pods"
    /** Subjects by key: `<api group>/<Kind>` or a type token. A trailing `*` matches any ending. */
    | readonly string[];

/** What a rule found wrong. */
export interface Finding {
    /** Path of the offending property; the first one, where there are several. */
    readonly path: string;
    /** What is wrong, where, and what to write instead. */
    readonly message: string;
    /** The offending values, for exemptions that cover only some of them (for example one host path). */
    readonly values?: readonly string[];
}

/** One run of a rule: over one resource under the engine, over a whole stack elsewhere. */
export interface RuleRun<Options> {
    readonly options: Options;
    readonly cluster: ClusterIndex;
    readonly report: (subject: Subject, finding: Finding) => void;
    /** Says that the rule cannot be decided for `subject`, because of the property at `path`. */
    readonly skip: (subject: Subject, path: string, reason?: string) => void;
    /**
     * Runs `judge`; when it reads a value that is not known yet, the rule counts as not evaluated for `subject` and
     * the run goes on. Wrap each thing that can be judged for itself, so that one unknown value does not hide other faults.
     */
    readonly attempt: (subject: Subject, judge: () => void) => void;
}

export interface Pass {
    readonly see: (subject: Subject) => void;
    /** Called once everything was seen. Defaults to no action. */
    readonly end?: () => void;
}

export interface Rule<Options = unknown> {
    /** `<group>-<file name in kebab case>`. */
    readonly name: string;
    readonly group: Group;
    /** One sentence: what is asked for, and why. */
    readonly description: string;
    readonly severity: "low" | "medium" | "high" | "critical";
    /** The level unless the configuration sets another. */
    readonly enforcementLevel: EnforcementLevel;
    /** How to comply, in a sentence or two. */
    readonly remediation: string;
    /** Where the reason can be read up. */
    readonly link: string;
    /** Upstream's id of a Pod Security check. */
    readonly check?: string;
    /** The level a Pod Security check belongs to. */
    readonly podSecurityLevel?: PodSecurityLevel;
    /**
     * `resource` rules judge an object by itself and stop it before it is created; `stack` rules need the others too
     * and run when all are known.
     */
    readonly scope: "resource" | "stack";
    readonly wants: Wants;
    /** The rule's own options beside those that every rule has. */
    readonly options: z.ZodType<Options> & z.ZodObject;
    begin(run: RuleRun<Options & CommonOptions>): Pass;
    /** Changes a pod's spec so that the rule holds, and returns whether it changed anything; only where the fix is certain. */
    readonly remediate?: (podSpec: Mutable) => boolean;
}

/** Characters. Shorter texts do not say why. */
export const shortestReason = 10;

const exemption = z.strictObject({
    namespace: z.string().min(1).optional().describe("Namespace of the exempted objects; any when left out"),
    kind: z.string().min(1).optional().describe("Kind of the exempted objects; any when left out"),
    name: z
        .string()
        .min(1)
        .optional()
        .describe("Name of the exempted object or resource; a trailing * matches any ending"),
    values: z
        .array(z.string())
        .min(1)
        .optional()
        .describe("The only offending values that are exempted (for example one host path); all when left out"),
    reason: z.string().min(shortestReason).describe("Why the exemption is needed, for reviewers"),
    until: z.iso
        .date("must be a date such as 2027-01-31")
        .optional()
        .describe("Last day of the exemption (UTC); without an end when left out"),
});
export type Exemption = z.infer<typeof exemption>;

const workloadKind = z.strictObject({
    group: z.string().describe("API group; the empty string is the core group"),
    kind: z.string().min(1),
    template: z
        .string()
        .min(1)
        .describe("Dotted path to the pod template; a * segment stands for every entry of a map or list"),
});

/** Options that every rule has. */
export const commonOptions = z.strictObject({
    exempt: z.array(exemption).default([]).describe("Objects the rule does not apply to, each with a reason"),
    exemptAnnotations: z
        .boolean()
        .default(true)
        .describe("Whether an object can be exempted by an annotation of its own"),
    workloadKinds: z
        .array(workloadKind)
        .default([])
        .describe("Custom resources that carry a pod template, beside the kinds the pack knows"),
});
export type CommonOptions = z.infer<typeof commonOptions>;

/** For rules without options of their own. */
export const noOptions = z.strictObject({});

/** Erases the options' type, so that rules of all kinds fit one list; options are always parsed by the rule's own schema. */
export function rule<Options>(definition: Rule<Options>): Rule {
    return definition;
}

/** A rule that judges every subject by itself. */
export function each<Options>(
    judge: (subject: Subject, run: RuleRun<Options & CommonOptions>) => void,
): (run: RuleRun<Options & CommonOptions>) => Pass {
    return (run) => ({
        see: (subject) => {
            run.attempt(subject, () => judge(subject, run));
        },
    });
}
