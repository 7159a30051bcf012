import assert from "node:assert/strict";
import { istioMonitors } from "../../../../components/addons/istio/monitors";

interface Relabeling {
    readonly action: string;
    readonly regex?: string;
    readonly sourceLabels: readonly string[];
    readonly replacement?: string;
    readonly targetLabel?: string;
}

describe("Istio's monitors", () => {
    const monitor = (name: string) => {
        const found = istioMonitors.find((each) => each.name === name);
        assert.ok(found);
        return found.body.spec as {
            namespaceSelector?: object;
            selector: object;
            podMetricsEndpoints: readonly [{ path: string; relabelings: readonly Relabeling[] }];
        };
    };

    it("scrape every proxy once, on the port that mTLS does not capture", () => {
        const { namespaceSelector, selector, podMetricsEndpoints } = monitor("istio-proxy-metrics");
        assert.deepEqual(namespaceSelector, { any: true });
        // Pods that have a monitor of their own carry the label.
        assert.deepEqual(selector, {
            matchExpressions: [{ key: "istio-prometheus-ignore", operator: "DoesNotExist" }],
        });
        const [{ path, relabelings }] = podMetricsEndpoints;
        assert.equal(path, "/stats/prometheus");
        const address = relabelings.find(({ targetLabel }) => targetLabel === "__address__");
        assert.equal(address?.replacement, "$1:15020");
        const kept = relabelings.find(({ action }) => action === "keep");
        assert.deepEqual([kept?.sourceLabels, kept?.regex], [["__meta_kubernetes_pod_container_name"], "istio-proxy"]);
    });

    it("label a proxy's series with namespace, pod, app and version, which recording rules join on", () => {
        const [{ relabelings }] = monitor("istio-proxy-metrics").podMetricsEndpoints;
        assert.deepEqual(
            relabelings.flatMap(({ action, targetLabel }) =>
                action === "replace" && targetLabel !== "__address__" ? [targetLabel] : [],
            ),
            ["namespace", "pod", "app", "version"],
        );
    });

    it("stand in the namespace of what they scrape", () => {
        for (const { namespace, body } of istioMonitors) {
            assert.equal((body.metadata as { namespace: string }).namespace, namespace.name);
        }
    });
});
