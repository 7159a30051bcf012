import { containerPath } from "../../model/pod";
import { absent, list, obj } from "../../model/read";
import { containersNamed, plural, podSecurityCheck, shown } from "./check";

export const hostPorts = podSecurityCheck({
    name: "pod-security-host-ports",
    check: "hostPorts",
    podSecurityLevel: "baseline",
    description: "Containers do not use host ports: a host port bypasses Services and NetworkPolicies.",
    severity: "high",
    remediation:
        "Remove hostPort and reach the container through a Service. On the host network every container port is a host port.",
    judge: (run) => {
        const { pod } = run;
        const containers: string[] = [];
        const ports = new Set<string>();
        const paths: string[] = [];
        run.eachContainer((container) => {
            // On the host network the API server fills in hostPort with containerPort; ephemeral containers have no ports.
            const defaulted = pod.spec.hostNetwork === true && container.field !== "ephemeralContainers";
            let isBad = false;
            list(container.spec.ports).forEach((item, i) => {
                const port = obj(item);
                const hostPort = port?.hostPort;
                const taken =
                    absent(hostPort) || hostPort === 0 ? (defaulted ? port?.containerPort : undefined) : hostPort;
                if (!absent(taken)) {
                    isBad = true;
                    ports.add(shown(taken));
                    paths.push(containerPath(pod, container, "ports", i, "hostPort"));
                }
            });
            if (isBad) {
                containers.push(container.name);
            }
        });
        return containers.length > 0
            ? {
                  reason: "hostPort",
                  detail: `${containersNamed(containers)} ${containers.length === 1 ? "uses" : "use"} ${plural("hostPort", ports.size)} ${[...ports].sort().join(", ")}`,
                  paths,
                  fix: "remove the host port",
                  values: [...ports],
              }
            : undefined;
    },
});
