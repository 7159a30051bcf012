import { specPath } from "../../model/pod";
import { list, obj } from "../../model/read";
import { podSecurityCheck, shown } from "./check";

/** Sysctls that are safe, and the minor since which they are. Source: Pod Security Standards, baseline. */
const safeSysctls: Readonly<Record<string, number>> = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
    "net.ipv4.tcp_slow_start_after_idle": 37,
    "net.ipv4.tcp_notsent_lowat": 37,
};

export const sysctls = podSecurityCheck({
    name: "pod-security-sysctls",
    check: "sysctls",
    podSecurityLevel: "baseline",
    description: "Pods set only safe sysctls: other sysctls affect every pod on the node.",
    severity: "high",
    remediation: "Remove the sysctl, or set it in the node group's user data.",
    judge: (run) => {
        const names: string[] = [];
        const paths: string[] = [];
        run.attempt(() => {
            const items = list(run.securityContext?.sysctls);
            for (let i = 0; i < items.length; i++) {
                run.attempt(() => {
                    const name = obj(items[i])?.name ?? "";
                    const since =
                        typeof name === "string" && Object.hasOwn(safeSysctls, name) ? safeSysctls[name] : undefined;
                    if (!(run.standard.minor >= (since ?? Infinity))) {
                        names.push(shown(name));
                        paths.push(specPath(run.pod, "securityContext", "sysctls", i, "name"));
                    }
                });
            }
        });
        return names.length > 0
            ? { reason: "forbidden sysctls", detail: names.join(", "), paths, fix: "remove them", values: names }
            : undefined;
    },
});
