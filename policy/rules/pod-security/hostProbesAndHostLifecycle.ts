import { containerPath } from "../../model/pod";
import { at, quoted, str, unique } from "../../model/read";
import { containersNamed, plural, podSecurityCheck } from "./check";

const handlers = [
    ["livenessProbe"],
    ["readinessProbe"],
    ["startupProbe"],
    ["lifecycle", "postStart"],
    ["lifecycle", "preStop"],
] as const;
const actions = ["httpGet", "tcpSocket"] as const;

export const hostProbesAndHostLifecycle = podSecurityCheck({
    name: "pod-security-host-probes-and-host-lifecycle",
    check: "hostProbesAndHostLifecycle",
    podSecurityLevel: "baseline",
    description:
        "Probes and lifecycle hooks call the pod itself: with another host, the kubelet sends requests to any address the pod's author chooses.",
    severity: "medium",
    remediation: "Remove host from httpGet and tcpSocket in probes and lifecycle hooks.",
    since: 34,
    judge: (run) => {
        const { pod } = run;
        const containers: string[] = [];
        const hosts: string[] = [];
        const paths: string[] = [];
        run.eachContainer((container) => {
            for (const handler of handlers) {
                for (const action of actions) {
                    const host = str(at(container.spec, ...handler, action, "host"));
                    if (host !== undefined) {
                        containers.push(container.name);
                        hosts.push(host);
                        paths.push(containerPath(pod, container, ...handler, action, "host"));
                    }
                }
            }
        });
        const names = unique(containers);
        const found = unique(hosts);
        return names.length > 0
            ? {
                  reason: "probe or lifecycle host",
                  detail: `${containersNamed(names)} ${names.length === 1 ? "uses" : "use"} ${plural("probe or lifecycle host", found.length)} ${quoted(found)}`,
                  paths,
                  fix: "remove the host",
                  values: found,
              }
            : undefined;
    },
});
