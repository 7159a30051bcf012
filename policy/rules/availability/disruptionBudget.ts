import { z } from "zod";
import { effectiveNamespace } from "../../model/cluster";
import { num, type Obj, obj, str } from "../../model/read";
import { type Labels, labelsOfPod, selects } from "../../model/selector";
import { namespaceUnknown, type Subject } from "../../model/subject";
import { holdsUnknown } from "../../model/unknown";
import { rule } from "../../core/rule";
import { replicasOf, replicatedKinds } from "./replicated";

interface Replicated {
    readonly subject: Subject;
    readonly namespace: string;
    readonly labels: Labels;
    readonly replicas: number;
}

interface Budget {
    readonly name: string;
    readonly namespace: string;
    readonly selector: Obj;
    readonly minAvailable: unknown;
    readonly maxUnavailable: unknown;
}

export const disruptionBudget = rule({
    name: "availability-disruption-budget",
    group: "availability",
    description:
        "Workloads with two or more replicas have a PodDisruptionBudget that permits a drain: without one a node upgrade can stop all replicas at once, and with one that is too strict a drain does not complete.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Add a PodDisruptionBudget whose selector matches the pods, with maxUnavailable of at least 1.",
    link: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    scope: "stack",
    wants: [
        ...replicatedKinds,
        "policy/PodDisruptionBudget",
        "autoscaling/HorizontalPodAutoscaler",
        "keda.sh/ScaledObject",
    ],
    options: z.strictObject({
        minReplicas: z.int().min(2).default(2).describe("Replicas from which a budget is needed"),
    }),
    begin: (run) => {
        const replicated: Replicated[] = [];
        const scaledTo = new Map<string, number>();
        const budgets: Budget[] = [];
        // A budget that is not known yet may be the one that is looked for: the rule may then not report it as missing.
        let unknownBudget = false;
        return {
            see: (subject) => {
                const isBudget = subject.key === "policy/PodDisruptionBudget";
                unknownBudget ||= isBudget && (namespaceUnknown(subject) || holdsUnknown(subject.resource.props.spec));
                run.attempt(subject, () => {
                    const spec = obj(subject.props.spec) ?? {};
                    const namespace = effectiveNamespace(subject);
                    if (isBudget) {
                        budgets.push({
                            name: subject.object?.name ?? "",
                            namespace,
                            selector: obj(spec.selector) ?? {},
                            minAvailable: spec.minAvailable,
                            maxUnavailable: spec.maxUnavailable,
                        });
                    } else if (
                        subject.key === "autoscaling/HorizontalPodAutoscaler" ||
                        subject.key === "keda.sh/ScaledObject"
                    ) {
                        const target = str(obj(spec.scaleTargetRef)?.name) ?? "";
                        const minimum = num(spec.minReplicas ?? spec.minReplicaCount) ?? 0;
                        scaledTo.set(`${namespace}/${target}`, minimum);
                    } else {
                        const [pod] = subject.pods;
                        const replicas = replicasOf(subject);
                        if (pod !== undefined && !subject.isPatch) {
                            replicated.push({
                                subject: subject.reference,
                                namespace,
                                labels: labelsOfPod(pod),
                                replicas,
                            });
                        }
                    }
                });
            },
            end: () => {
                for (const { subject, namespace, labels, replicas } of replicated) {
                    const name = subject.object?.name ?? "";
                    const atLeast = Math.max(replicas, scaledTo.get(`${namespace}/${name}`) ?? 0);
                    if (atLeast < run.options.minReplicas) {
                        continue;
                    }
                    run.attempt(subject, () => {
                        const own = budgets.filter(
                            (budget) => budget.namespace === namespace && selects(budget.selector, labels),
                        );
                        const blocking = own.find((budget) => !permitsDrain(budget, atLeast));
                        if (own.length === 0) {
                            if (unknownBudget) {
                                run.skip(
                                    subject,
                                    "spec.replicas",
                                    "not all PodDisruptionBudgets are known before the update",
                                );
                                return;
                            }
                            const message = `no PodDisruptionBudget selects the ${atLeast} replicas; add one with "maxUnavailable: 1"`;
                            run.report(subject, { path: "spec.replicas", message });
                        } else if (blocking !== undefined) {
                            const message = `PodDisruptionBudget "${blocking.name}" permits no disruption of the ${atLeast} replicas, so a drain cannot complete; permit at least 1`;
                            run.report(subject, { path: "spec.replicas", message });
                        }
                    });
                }
            },
        };
    },
});

/** Whether a budget lets at least one of the replicas go. */
function permitsDrain({ minAvailable, maxUnavailable }: Budget, replicas: number): boolean {
    if (maxUnavailable !== undefined && maxUnavailable !== null) {
        // Kubernetes rounds percentages up, for both fields.
        return (share(maxUnavailable, replicas) ?? 1) >= 1;
    }
    const needed = share(minAvailable, replicas);
    return needed === undefined || needed < replicas;
}

function share(value: unknown, replicas: number): number | undefined {
    const percent = typeof value === "string" ? /^(\d+)%$/.exec(value)?.[1] : undefined;
    return percent === undefined ? num(value) : Math.ceil((Number(percent) / 100) * replicas);
}
