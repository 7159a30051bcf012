import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

interface Group {
    readonly name: string;
    readonly rules: readonly { readonly record: string; readonly expr: string; readonly labels: object }[];
}

describe("rules on cold starts", () => {
    it("divide the time from a pod's creation to its readiness into phases without a gap", async () => {
        const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
        const run = await render({ detector });
        const { groups } = spec(run, "PrometheusRule", "detector-recording") as { groups: readonly Group[] };
        const group = groups.find(({ name }) => name === "cold-start-ml-production-detector");
        assert.deepEqual(
            group?.rules.map(({ record, labels }) => [record, labels]),
            ["node", "model", "image", "server"].map((phase) => [
                "inference:cold_start_seconds",
                { namespace: "ml-production", workload: "detector", phase },
            ]),
        );
        const times = group.rules.map(({ expr }) =>
            [...expr.matchAll(/uid\) \((kube_pod_\w+)/g)].slice(0, 2).map(([, metric]) => metric),
        );
        assert.deepEqual(
            times.slice(1).map(([, from]) => from),
            times.slice(0, -1).map(([to]) => to),
        );
        assert.deepEqual([times[0]?.[1], times[3]?.[0]], ["kube_pod_created", "kube_pod_status_ready_time"]);
        assert.equal(
            group.rules[3]?.expr,
            'max((max by (namespace, pod, uid) (kube_pod_status_ready_time{namespace="ml-production"}) - ' +
                'max by (namespace, pod, uid) (kube_pod_container_state_started{namespace="ml-production"})) * ' +
                'max by (namespace, pod, uid) (kube_pod_labels{namespace="ml-production", label_app="detector"}) ' +
                'and on (namespace, pod, uid) (time() - kube_pod_created{namespace="ml-production"} < 3600))',
        );
    });
});
