import { obj } from "../../model/read";
import { each, noOptions, rule } from "../../core/rule";

export const nodePorts = rule({
    name: "network-node-ports",
    group: "network",
    description:
        "No Service opens a node port: node ports bypass the gateway, and NetworkPolicies see the node's address instead of the client's.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Use a ClusterIP Service and route to it through the gateway.",
    link: "https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport",
    scope: "resource",
    wants: ["/Service"],
    options: noOptions,
    begin: each((subject, run) => {
        if (obj(subject.props.spec)?.type === "NodePort") {
            run.report(subject, { path: "spec.type", message: `"spec.type" is NodePort; use ClusterIP` });
        }
    }),
});
