import { series } from "../../observation/promql";
import { type AddonDashboard } from "../definition";

const of = { exported_namespace: "$namespace", name: "$rollout" };

/** A rollout: where it stands, and both of its versions beside each other. */
export const rolloutDashboards: readonly AddonDashboard[] = [
    {
        name: "rollouts",
        spec: {
            uid: "rollouts",
            title: "Rollouts",
            description: "Where a rollout stands, and the new version beside the stable one.",
            variables: {
                namespace: `label_values(${series("rollout_info")}, exported_namespace)`,
                rollout: `label_values(${series("rollout_info", { exported_namespace: "$namespace" })}, name)`,
            },
            rows: {
                State: [
                    {
                        title: "Phase",
                        description:
                            "The phase that is 1 holds; an aborted rollout has gone back to the stable version.",
                        runbook: "rollout-stuck",
                        unit: "short",
                        queries: { "{{phase}}": `max by (phase) (${series("rollout_info", of)})` },
                    },
                    {
                        title: "Available pods",
                        description: "Pods of both versions that take requests.",
                        unit: "short",
                        queries: { available: series("rollout_info_replicas_available", of) },
                    },
                    {
                        title: "Analyses by phase",
                        description: "Analysis runs of the namespace, by how they stand.",
                        unit: "short",
                        queries: {
                            "{{phase}}": `sum by (phase) (${series("analysis_run_info", { exported_namespace: "$namespace" })})`,
                        },
                    },
                ],
                "New and stable version": [
                    {
                        title: "Share of requests",
                        description: "By revision: the shift of traffic.",
                        unit: "percentunit",
                        queries: {
                            "{{revision}}": `sum by (revision) (${series("inference:requests:rate5m", { namespace: "$namespace", workload: "$rollout" })}) / on () group_left () sum(${series("inference:requests:rate5m", { namespace: "$namespace", workload: "$rollout" })})`,
                        },
                    },
                    {
                        title: "Failed requests",
                        description: "By revision, as the analysis judges them.",
                        runbook: "inference-errors",
                        unit: "percentunit",
                        queries: {
                            "{{revision}}": series("inference:errors:ratio_rate5m", {
                                namespace: "$namespace",
                                workload: "$rollout",
                            }),
                        },
                        limit: { above: 0.05 },
                    },
                    {
                        title: "Latency, 95th percentile",
                        description: "By revision, as the analysis judges it.",
                        runbook: "inference-latency",
                        unit: "s",
                        queries: {
                            "{{revision}}": series("inference:latency_seconds:p95", {
                                namespace: "$namespace",
                                workload: "$rollout",
                            }),
                        },
                        limit: { above: 2 },
                    },
                ],
            },
        },
    },
];
