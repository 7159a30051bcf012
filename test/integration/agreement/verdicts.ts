import { judge, type JudgedResource, type PodSecurityLevel } from "../../../policy/core/judge";
import { type KubeClient, refusal } from "../cluster/client";
import { type KubeObject } from "../cluster/types";
import { runPrefix } from "../settings";
import { type GeneratedPod } from "./podArbitrary";

/** The levels that forbid anything. */
export const levels = ["baseline", "restricted"] as const satisfies readonly PodSecurityLevel[];
export type Level = (typeof levels)[number];

/** What somebody says about a pod: the checks it breaks, or that no verdict is to be had. */
export type Verdict = { readonly breaks: readonly string[] } | { readonly invalid: string };

/** A question of the corpus. */
export interface Case {
    readonly pod: GeneratedPod;
    readonly level: Level;
    /** Minor whose standard applies, for example `1.30`. */
    readonly minor: string;
}

/** How admission words each check when it forbids a pod, in the order in which one text could be taken for another. */
const reasons: readonly (readonly [text: string, check: Readonly<Record<Level, string>>])[] = [
    both("host namespaces", "hostNamespaces"),
    both("privileged", "privileged"),
    both("non-default capabilities", "capabilities_baseline"),
    both("unrestricted capabilities", "capabilities_restricted"),
    both("hostPath volumes", "hostPathVolumes"),
    both("restricted volume types", "restrictedVolumes"),
    both("hostPort", "hostPorts"),
    both("probe or lifecycle host", "hostProbesAndHostLifecycle"),
    both("forbidden AppArmor profile", "appArmorProfile"),
    both("seLinuxOptions", "seLinuxOptions"),
    both("procMount", "procMount"),
    both("forbidden sysctls", "sysctls"),
    both("hostProcess", "windowsHostProcess"),
    both("allowPrivilegeEscalation != false", "allowPrivilegeEscalation"),
    both("runAsNonRoot != true", "runAsNonRoot"),
    both("runAsUser=0", "runAsUser"),
    ["seccompProfile", { baseline: "seccompProfile_baseline", restricted: "seccompProfile_restricted" }],
];

function both(text: string, check: string): readonly [string, Readonly<Record<Level, string>>] {
    return [text, { baseline: check, restricted: check }];
}

/** Checks of the baseline that `restricted` replaces by a stricter one; admission then reports only the stricter one. */
const replacedByRestricted = ["capabilities_baseline", "hostPathVolumes", "seccompProfile_baseline"];

/** Admission words both checks of `procMount` alike. */
const wordedAlike: Readonly<Record<string, string>> = { procMount_restricted: "procMount" };

/** Until 1.26 the API server itself turned this annotation into the field; the one that runs here is newer and does not. */
const seccompAnnotation = "seccomp.security.alpha.kubernetes.io/pod";
const lastMinorWithSeccompAnnotation = 26;

export function namespaceOf({ level, minor }: Pick<Case, "level" | "minor">): KubeObject {
    return {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: {
            name: `${runPrefix}-${level}-${minor.replace(".", "-")}`,
            labels: {
                "pod-security.kubernetes.io/enforce": "privileged",
                // A warning says what `enforce` would refuse, with all the reasons, and needs no second request.
                "pod-security.kubernetes.io/warn": level,
                "pod-security.kubernetes.io/warn-version": `v${minor}`,
            },
        },
    };
}

/** What the admission of the API server says. Nothing is stored. */
export async function admissionVerdict(client: KubeClient, question: Case): Promise<Verdict> {
    const reply = await client.create(podObject(question), { dryRun: true });
    if (reply.status >= 300) {
        return { invalid: refusal(reply) };
    }
    const prefix = `would violate PodSecurity "${question.level}:v${question.minor}": `;
    const warning = reply.warnings.find((text) => text.startsWith("would violate PodSecurity"));
    if (warning === undefined) {
        return { breaks: [] };
    }
    if (!warning.startsWith(prefix)) {
        throw new Error(`the API server judged by another level or version than asked for (${prefix}): ${warning}`);
    }
    return {
        breaks: topLevelParts(warning.slice(prefix.length))
            .map((part) => checkOf(part, question.level))
            .sort(),
    };
}

/** What our policy pack says to each case, in their order. */
export function packVerdicts(questions: readonly Case[]): Verdict[] {
    const verdicts = new Map<Case, Verdict>();
    // One judgement per level and version: opening the pack costs more than judging a pod.
    for (const asked of groupedByStandard(questions)) {
        const { level, minor } = asked[0];
        const { violations, notEvaluated } = judge(
            asked.map((question, i) => judgedPod(question, String(i))),
            { groups: ["pod-security"], level, kubernetesVersion: minor },
        );
        const breaks = asked.map(() => new Set<string>());
        for (const { name, check } of violations) {
            if (check !== undefined && !(level === "restricted" && replacedByRestricted.includes(check))) {
                breaks[Number(name)]?.add(wordedAlike[check] ?? check);
            }
        }
        asked.forEach((question, i) => verdicts.set(question, { breaks: [...(breaks[i] ?? [])].sort() }));
        for (const { name, path } of notEvaluated) {
            verdicts.set(asked[Number(name)] as Case, { invalid: `not evaluated: ${path}` });
        }
    }
    return questions.map((question) => verdicts.get(question) as Verdict);
}

function groupedByStandard(questions: readonly Case[]): Iterable<readonly [Case, ...Case[]]> {
    const groups = new Map<string, [Case, ...Case[]]>();
    for (const question of questions) {
        const key = `${question.level} ${question.minor}`;
        const group = groups.get(key);
        if (group === undefined) {
            groups.set(key, [question]);
        } else {
            group.push(question);
        }
    }
    return groups.values();
}

function judgedPod(question: Case, name: string): JudgedResource {
    const { apiVersion, kind, metadata, spec } = podObject(question);
    return {
        urn: `urn:pulumi:test::agreement::kubernetes:core/v1:Pod::${name}`,
        type: "kubernetes:core/v1:Pod",
        name,
        props: { apiVersion, kind, metadata, spec },
    };
}

export function podObject({ pod, level, minor }: Case): KubeObject {
    const namespace = namespaceOf({ level, minor }).metadata.name;
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "pod", namespace, annotations: annotationsFor(pod, minor) },
        spec: pod.spec,
    };
}

function annotationsFor({ annotations }: GeneratedPod, minor: string): Record<string, string> {
    const comparable = Number(minor.split(".")[1]) > lastMinorWithSeccompAnnotation;
    return Object.fromEntries(Object.entries(annotations).filter(([key]) => comparable || key !== seccompAnnotation));
}

/** `a (x, y), b (z)` as `a (x, y)` and `b (z)`. */
function topLevelParts(text: string): string[] {
    const parts: string[] = [""];
    let depth = 0;
    for (const character of text) {
        depth += character === "(" ? 1 : character === ")" ? -1 : 0;
        if (character === "," && depth === 0) {
            parts.push("");
        } else {
            parts[parts.length - 1] += character;
        }
    }
    return parts.map((part) => part.trim());
}

function checkOf(part: string, level: Level): string {
    const found = reasons.find(([text]) => part.startsWith(text));
    if (found === undefined) {
        throw new Error(`the API server gives a reason that is not in the table of checks: ${part}`);
    }
    return found[1][level];
}
