import { effectiveNamespace } from "../../model/cluster";
import { join, list, obj, str } from "../../model/read";
import { type Labels } from "../../model/selector";
import { type Subject, stringMap } from "../../model/subject";
import { workloadKinds } from "../../model/workloads";
import { noOptions, rule } from "../../core/rule";
import { Workloads } from "./workloads";

interface SubsetFacts {
    readonly subject: Subject;
    readonly namespace: string;
    readonly name: string;
    readonly labels: Labels;
    readonly path: string;
}

export const destinationRuleSubsets = rule({
    name: "availability-destination-rule-subsets",
    group: "availability",
    description: "Subsets of a DestinationRule select existing pods: requests that are routed to an empty subset fail.",
    severity: "medium",
    enforcementLevel: "advisory",
    remediation: "Make the subset's labels match the labels of a pod template, or remove the subset.",
    link: "https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset",
    scope: "stack",
    wants: ["networking.istio.io/DestinationRule", ...workloadKinds.map(({ group, kind }) => `${group}/${kind}`)],
    options: noOptions,
    begin: (run) => {
        const workloads = new Workloads();
        const subsets: SubsetFacts[] = [];
        return {
            see: (subject) => {
                if (subject.key !== "networking.istio.io/DestinationRule") {
                    workloads.add(subject);
                    return;
                }
                run.attempt(subject, () => {
                    const spec = obj(subject.props.spec);
                    const namespace = namespaceOfHost(str(spec?.host) ?? "", effectiveNamespace(subject));
                    list(spec?.subsets).forEach((item, i) => {
                        const subset = obj(item);
                        const labels = stringMap(subset?.labels);
                        const path = join("spec.subsets", i);
                        // Without labels the subset is the whole host; a host outside the cluster cannot be judged.
                        if (namespace !== undefined && Object.keys(labels).length > 0) {
                            subsets.push({
                                subject: subject.reference,
                                namespace,
                                name: str(subset?.name) ?? "",
                                labels,
                                path,
                            });
                        }
                    });
                });
            },
            end: () => {
                for (const { subject, namespace, name, labels, path } of subsets) {
                    if (workloads.anyMatches(namespace, labels)) {
                        continue;
                    }
                    if (workloads.incomplete(namespace) || run.cluster.hasUnseenObjects(namespace)) {
                        run.skip(subject, path, "not all pods of the namespace are part of the input");
                        continue;
                    }
                    const message = `"${path}" (subset "${name}") matches no pod template in namespace "${namespace}"; correct its labels or remove it`;
                    run.report(subject, { path, message });
                }
            },
        };
    },
});

/** The namespace of a Service by its host name; `undefined` for hosts outside the cluster. */
function namespaceOfHost(host: string, own: string): string | undefined {
    const [service, namespace, kind] = host.split(".");
    if (service === undefined || service.includes("*")) {
        return undefined;
    }
    return namespace === undefined ? own : kind === undefined || kind === "svc" ? namespace : undefined;
}
