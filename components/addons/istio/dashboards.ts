import { series } from "../../observation/promql";
import { type AddonDashboard } from "../definition";

const received = { reporter: "destination" } as const;
const inMesh = "destination_workload_namespace, destination_workload";

/** What flows between workloads, and whether the control plane keeps up. */
export const meshDashboards: readonly AddonDashboard[] = [
    {
        name: "mesh",
        spec: {
            uid: "mesh",
            title: "Mesh",
            description: "Requests between workloads, mutual TLS, and the control plane.",
            rows: {
                Requests: [
                    {
                        title: "Requests by callee",
                        description: "Requests per second that proxies received.",
                        unit: "reqps",
                        queries: {
                            "{{destination_workload}}": `sum by (${inMesh}) (rate(${series("istio_requests_total", received)}[5m]))`,
                        },
                    },
                    {
                        title: "Rejected and failed by flag",
                        description:
                            "Envoy's reason of answers that no server gave: UH no healthy pod, NR no route, UF connection failed.",
                        unit: "reqps",
                        queries: {
                            "{{destination_service_name}} {{response_flags}}": `sum by (destination_service_name, response_flags) (rate(${series("istio_requests_total", { response_flags: { not: "-" } })}[5m]))`,
                        },
                    },
                    {
                        title: "Without mutual TLS",
                        description: "Must be empty.",
                        runbook: "mesh-plaintext",
                        unit: "reqps",
                        queries: {
                            "{{source_workload}} {{destination_workload}}": `sum by (source_workload, destination_workload) (rate(${series("istio_requests_total", { ...received, connection_security_policy: { not: "mutual_tls" } })}[5m]))`,
                        },
                    },
                ],
                "Control plane": [
                    {
                        title: "Connected proxies",
                        description: "Proxies that each istiod serves.",
                        unit: "short",
                        queries: { "{{pod}}": series("pilot_xds") },
                    },
                    {
                        title: "Pushes that fail",
                        description: "Configuration that proxies reject or do not get.",
                        runbook: "mesh-push-errors",
                        unit: "short",
                        queries: {
                            rejected: `sum(increase(${series("pilot_total_xds_rejects")}[5m]))`,
                            internal: `sum(increase(${series("pilot_total_xds_internal_errors")}[5m]))`,
                            timeout: `sum(increase(${series("pilot_xds_write_timeout")}[5m]))`,
                        },
                        limit: { above: 1 },
                    },
                    {
                        title: "Root certificate",
                        description: "Time until the mesh's root certificate ends.",
                        runbook: "mesh-root-certificate",
                        unit: "s",
                        queries: { left: `min(${series("citadel_server_root_cert_expiry_seconds")})` },
                        limit: { below: 2_592_000 },
                    },
                ],
            },
        },
    },
];
