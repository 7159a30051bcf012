import { z } from "zod";
import { effectiveNamespace } from "../model/cluster";
import { labelsOf, namespaceUnknown, type Subject } from "../model/subject";
import { type CommonOptions, type Finding, type Rule, rule, type RuleRun } from "./rule";

/** Which namespaces hold workloads of the platform. */
export const workloadNamespaceOptions = z.strictObject({
    workloadNamespaceLabel: z
        .string()
        .min(1)
        .default("inference-platform/workload-namespace")
        .describe('Label that marks a workload namespace; its value must be "true"'),
    workloadNamespaces: z
        .array(z.string())
        .default([])
        .describe("Names of namespaces that count as workload namespaces without the label"),
});
export type WorkloadNamespaceOptions = z.infer<typeof workloadNamespaceOptions>;

export function isWorkloadNamespace(
    name: string,
    labels: Readonly<Record<string, string>>,
    { workloadNamespaceLabel, workloadNamespaces }: WorkloadNamespaceOptions,
): boolean {
    return labels[workloadNamespaceLabel] === "true" || workloadNamespaces.includes(name);
}

interface Definition<Options extends WorkloadNamespaceOptions> extends Omit<
    Rule<Options>,
    "scope" | "wants" | "begin"
> {
    /** Key of the objects that can fulfil the rule. */
    readonly by: string;
    /** The parts that are still needed; a rule of one part names one. */
    readonly parts: readonly string[];
    /** Which of the parts an object fulfils in its namespace. */
    readonly fulfils: (subject: Subject) => readonly string[];
    /** Whether an object fulfils them in every namespace. Defaults to no object. */
    readonly everywhere?: (subject: Subject, options: Options) => boolean;
    readonly finding: (namespace: string, missing: readonly string[]) => Finding;
}

/** A rule that every workload namespace has a certain object. */
export function workloadNamespaceRule<Options extends WorkloadNamespaceOptions>({
    by,
    parts,
    fulfils,
    everywhere,
    finding,
    ...definition
}: Definition<Options>): Rule {
    return rule<Options>({
        ...definition,
        scope: "stack",
        wants: ["/Namespace", by],
        begin: (run) => {
            const namespaces: Subject[] = [];
            const fulfilled = new Map<string, Set<string>>();
            // An object that is not known yet may be the one that is looked for: rules must then not report it as missing.
            let unknownAnywhere = false;
            const fulfilledEverywhere = new Set<string>();
            const unknownIn = new Set<string>();
            return {
                see: (subject) => {
                    if (subject.key === "/Namespace") {
                        addWorkloadNamespace(subject, run, namespaces);
                        return;
                    }
                    if (namespaceUnknown(subject)) {
                        unknownAnywhere = true;
                        run.skip(subject, "metadata.namespace");
                        return;
                    }
                    const namespace = effectiveNamespace(subject);
                    let decided = false;
                    run.attempt(subject, () => {
                        const found = fulfilled.get(namespace) ?? new Set();
                        fulfilled.set(namespace, found);
                        fulfils(subject).forEach((part) => {
                            found.add(part);
                            if (everywhere?.(subject, run.options) === true) {
                                fulfilledEverywhere.add(part);
                            }
                        });
                        decided = true;
                    });
                    if (!decided) {
                        unknownIn.add(namespace);
                    }
                },
                end: () => {
                    for (const subject of namespaces) {
                        const name = subject.object?.name ?? "";
                        const missing = parts.filter(
                            (part) => fulfilled.get(name)?.has(part) !== true && !fulfilledEverywhere.has(part),
                        );
                        if (missing.length > 0 && !unknownAnywhere && !unknownIn.has(name)) {
                            run.report(subject, finding(name, missing));
                        }
                    }
                },
            };
        },
    });
}

function addWorkloadNamespace(
    subject: Subject,
    run: RuleRun<WorkloadNamespaceOptions & CommonOptions>,
    namespaces: Subject[],
): void {
    run.attempt(subject, () => {
        if (!subject.isPatch && isWorkloadNamespace(subject.object?.name ?? "", labelsOf(subject.props), run.options)) {
            namespaces.push(subject.reference);
        }
    });
}
