import { containerPath } from "../../model/pod";
import { absent, list, obj } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

export const hostPorts = podRule({
    name: "network-host-ports",
    group: "network",
    description:
        "No container uses a host port, not even in privileged namespaces: host ports bypass Services and NetworkPolicies.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Remove hostPort and reach the container through a Service.",
    link: "https://kubernetes.io/docs/concepts/configuration/overview/#services",
    options: noOptions,
    judge: (pod, run) => {
        run.eachContainer((container) => {
            list(container.spec.ports).forEach((item, i) => {
                const hostPort = obj(item)?.hostPort;
                if (!absent(hostPort) && hostPort !== 0) {
                    const path = containerPath(pod, container, "ports", i, "hostPort");
                    run.report({ path, message: `"${path}" is set; remove it` });
                }
            });
        });
    },
});
