import type * as pulumi from "@pulumi/pulumi";
import { type AlarmSpec } from "../alarms/alarm";

/** Alarms on the control plane. Source: EKS user guide, basic metrics in CloudWatch. */
export function clusterAlarms(clusterName: pulumi.Input<string>): readonly AlarmSpec[] {
    return [
        {
            alarm: "KubernetesApiErrors",
            severity: "critical",
            description:
                "For 15 minutes the Kubernetes API has failed more than 5 % of its requests: scaling, rollouts and " +
                "updates of the stack do not work. Running pods go on.",
            runbook: "kubernetes-api",
            namespace: "AWS/EKS",
            measure: { percent: "apiserver_request_total_5XX", of: ["apiserver_request_total"] },
            dimensions: { ClusterName: clusterName },
            statistic: "Sum",
            is: { above: 5 },
            minutes: 15,
            noData: "silent",
        },
    ];
}
