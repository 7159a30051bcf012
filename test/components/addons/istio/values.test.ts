import assert from "node:assert/strict";
import { istioCniValues, istiodValues, meshConfig } from "../../../../components/addons/istio/values";
import { meshViewLabel } from "../../../../components/kubernetes/namespaceLabels";
import { development, someFacts } from "../../../support/addons";

describe("Istio", () => {
    it("agrees on revision, version and native sidecars between control plane and CNI", () => {
        const istiod = istiodValues(someFacts());
        assert.equal(istiod.revision, istioCniValues().revision);
        assert.equal(istiod.global.tag, istioCniValues().global.tag);
        assert.equal(istiod.cni.enabled, true);
        assert.equal(istiod.env.ENABLE_NATIVE_SIDECARS, "true");
    });

    it("gives proxies what the restricted level and the limits policy ask for", () => {
        const { seccompProfile, resources, excludeIPRanges } = istiodValues(someFacts()).global.proxy;
        assert.deepEqual(seccompProfile, { type: "RuntimeDefault" });
        assert.deepEqual(Object.keys(resources.limits), ["cpu", "memory"]);
        assert.equal(excludeIPRanges, "169.254.170.23/32");
    });

    it("lets proxies call only what is registered, in namespaces that carry our label", () => {
        const mesh = meshConfig(someFacts());
        assert.deepEqual(mesh.outboundTrafficPolicy, { mode: "REGISTRY_ONLY" });
        assert.deepEqual(mesh.discoverySelectors[0], { matchLabels: meshViewLabel });
        assert.equal(mesh.enablePrometheusMerge, true);
        assert.equal(mesh.accessLogFile, "");
    });

    it("judges a path as servers read it, with slashes decoded and merged", () => {
        assert.deepEqual(meshConfig(someFacts()).pathNormalization, { normalization: "DECODE_AND_MERGE_SLASHES" });
    });

    it("has one access log, in JSON, with trace and model version", () => {
        const [log] = meshConfig(someFacts()).extensionProviders as [{ envoyFileAccessLog: { logFormat: object } }];
        const { labels } = log.envoyFileAccessLog.logFormat as { labels: Record<string, string> };
        assert.equal(labels.trace_id, "%TRACE_ID%");
        assert.equal(labels.model_version, "%CEL(xds.node.metadata['LABELS']['version'])%");
    });

    it("has a disruption budget only where it lets a node be drained", () => {
        assert.equal(istiodValues(someFacts()).global.defaultPodDisruptionBudget.enabled, true);
        assert.equal(istiodValues(someFacts(development)).global.defaultPodDisruptionBudget.enabled, false);
    });

    it("has no provider of traces without the tracing add-on", () => {
        const off = someFacts({ addons: { tracing: { enabled: false } } });
        assert.equal(meshConfig(off).extensionProviders.length, 1);
        assert.equal(meshConfig(someFacts()).extensionProviders.length, 2);
    });
});
