import { effectiveNamespace } from "../../model/cluster";
import { obj, quoted } from "../../model/read";
import { type Labels } from "../../model/selector";
import { type Subject, stringMap } from "../../model/subject";
import { workloadKinds } from "../../model/workloads";
import { noOptions, rule } from "../../core/rule";
import { Workloads } from "./workloads";

export const serviceTargets = rule({
    name: "availability-service-targets",
    group: "availability",
    description:
        "Services select existing pods: a Service whose selector matches nothing has no endpoints, and every call to it fails.",
    severity: "medium",
    enforcementLevel: "advisory",
    remediation: "Make spec.selector match the labels of the pod template, or remove the Service.",
    link: "https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service",
    scope: "stack",
    wants: ["/Service", ...workloadKinds.map(({ group, kind }) => `${group}/${kind}`)],
    options: noOptions,
    begin: (run) => {
        const workloads = new Workloads();
        const services: { subject: Subject; namespace: string; selector: Labels }[] = [];
        return {
            see: (subject) => {
                if (subject.key !== "/Service") {
                    workloads.add(subject);
                    return;
                }
                run.attempt(subject, () => {
                    const selector = stringMap(obj(subject.props.spec)?.selector);
                    if (Object.keys(selector).length > 0 && !subject.isPatch) {
                        services.push({ subject: subject.reference, namespace: effectiveNamespace(subject), selector });
                    }
                });
            },
            end: () => {
                for (const { subject, namespace, selector } of services) {
                    if (workloads.anyMatches(namespace, selector)) {
                        continue;
                    }
                    if (workloads.incomplete(namespace) || run.cluster.hasUnseenObjects(namespace)) {
                        run.skip(subject, "spec.selector", "not all pods of the namespace are part of the input");
                        continue;
                    }
                    const wanted = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
                    const message = `"spec.selector" (${quoted(wanted)}) matches no pod template in namespace "${namespace}"; correct it or remove the Service`;
                    run.report(subject, { path: "spec.selector", message });
                }
            },
        };
    },
});
