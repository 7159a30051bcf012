import assert from "node:assert/strict";
import { stateMetrics } from "./stateMetrics";

describe("the page of kube-state-metrics", () => {
    it("tells autoscalers, and the workloads and restarts of pods, apart by name and namespace", () => {
        const page = stateMetrics(
            [{ metadata: { name: "scorer-1", namespace: "ml", labels: { app: "scorer", version: "v1" } } }],
            [
                {
                    apiVersion: "autoscaling/v2",
                    kind: "HorizontalPodAutoscaler",
                    metadata: { name: "keda-hpa-scorer", namespace: "ml" },
                    spec: { maxReplicas: 6 },
                    status: {
                        currentReplicas: 2,
                        desiredReplicas: 6,
                        conditions: [{ type: "ScalingActive", status: "False" }],
                    },
                },
            ],
            () => 2,
        );
        const of = 'namespace="ml",horizontalpodautoscaler="keda-hpa-scorer"';
        assert.deepEqual(page.split("\n"), [
            'kube_pod_labels{namespace="ml",pod="scorer-1",label_app="scorer",label_version="v1"} 1',
            'kube_pod_container_status_restarts_total{namespace="ml",pod="scorer-1",container="server"} 2',
            `kube_horizontalpodautoscaler_spec_max_replicas{${of}} 6`,
            `kube_horizontalpodautoscaler_status_current_replicas{${of}} 2`,
            `kube_horizontalpodautoscaler_status_desired_replicas{${of}} 6`,
            `kube_horizontalpodautoscaler_status_condition{${of},condition="ScalingActive",status="true"} 0`,
            `kube_horizontalpodautoscaler_status_condition{${of},condition="ScalingActive",status="false"} 1`,
            `kube_horizontalpodautoscaler_status_condition{${of},condition="ScalingActive",status="unknown"} 0`,
            "",
        ]);
    });
});
