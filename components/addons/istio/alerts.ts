import { type Alert } from "../../observation/alert";
import { series } from "../../observation/promql";

/** Days before its end at which the mesh's root certificate must be replaced without haste. */
const rootDays = 30;

/** Alerts on the control plane and on what mutual TLS promises. */
export const meshAlerts: readonly Alert[] = [
    {
        name: "MeshPushErrors",
        expr:
            `sum by (pod) (increase(${series("pilot_total_xds_rejects")}[5m])) > 0 or ` +
            `sum by (pod) (increase(${series("pilot_total_xds_internal_errors")}[5m])) > 0 or ` +
            `sum by (pod) (increase(${series("pilot_xds_write_timeout")}[5m])) > 0`,
        for: "5m",
        severity: "warning",
        summary: "Proxies do not get or do not take the mesh's configuration",
        description:
            "For 5 minutes proxies have rejected configuration, or istiod could not compute or send it: routes, weights and " +
            "permissions stay as they were.",
        runbook: "mesh-push-errors",
        noData: "silent",
    },
    {
        name: "MeshPlaintext",
        expr:
            "sum by (destination_workload_namespace, destination_workload, source_workload) (rate(" +
            series("istio_requests_total", {
                reporter: "destination",
                connection_security_policy: { not: "mutual_tls" },
            }) +
            "[5m])) > 0",
        for: "2m",
        severity: "critical",
        summary: "{{ $labels.destination_workload }} takes requests without mutual TLS",
        description:
            "For 2 minutes requests have reached a proxy without mutual TLS, which the mesh forbids everywhere.",
        runbook: "mesh-plaintext",
        noData: "silent",
    },
    {
        name: "MeshRootCertificateExpiring",
        expr: `min(${series("citadel_server_root_cert_expiry_seconds")}) < ${rootDays * 86_400}`,
        for: "1h",
        severity: "critical",
        summary: "The mesh's root certificate ends in {{ $value | humanizeDuration }}",
        description: `It ends within ${rootDays} days; after that no pod of the mesh can reach another.`,
        runbook: "mesh-root-certificate",
        noData: "silent",
    },
];
