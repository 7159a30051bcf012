import assert from "node:assert/strict";
import { ClusterIndex } from "../../../policy/model/cluster";
import { subjectsOf, workloadIndex } from "../../../policy/model/subject";
import { UNKNOWN } from "../../../policy/model/unknown";
import { type JudgedResource } from "../../../policy/model/resource";
import { kube } from "../../support/policy/cases";

function indexOf(...resources: readonly JudgedResource[]): ClusterIndex {
    const index = new ClusterIndex();
    resources.flatMap((resource) => subjectsOf(resource, workloadIndex([]))).forEach((subject) => index.add(subject));
    return index;
}
const namespace = (labels: unknown) => kube({ apiVersion: "v1", kind: "Namespace", metadata: { name: "ml", labels } });
const release = (props: object): JudgedResource => ({
    urn: "urn:release",
    type: "kubernetes:helm.sh/v3:Release",
    name: "release",
    props: props as JudgedResource["props"],
});

describe("facts of the whole stack that rules use", () => {
    it("includes a mesh where a namespace joins it, an object of Istio exists, or a chart installs it", () => {
        for (const labels of [
            { "istio-injection": "enabled" },
            { "istio.io/rev": "canary" },
            { "istio.io/dataplane-mode": "ambient" },
        ]) {
            assert.equal(indexOf(namespace(labels)).hasMesh, true, JSON.stringify(labels));
        }
        const gateway = kube({ apiVersion: "networking.istio.io/v1", kind: "Gateway", metadata: { name: "g" } });
        assert.equal(indexOf(gateway).hasMesh, true);
        assert.equal(indexOf(release({ chart: "oci://mirror.example.com/charts/istiod" })).hasMesh, true);
    });

    it("does not count a namespace that opts out, or a chart of another name, as a mesh", () => {
        assert.equal(indexOf(namespace({ "istio-injection": "disabled" }), release({ chart: "keda" })).hasMesh, false);
    });

    it("leaves open whether there is a mesh while a namespace's labels are not known", () => {
        const index = indexOf(namespace({ "istio-injection": UNKNOWN }));
        assert.equal(index.hasMesh, false);
        assert.equal(index.meshUnknown, "metadata.labels['istio-injection']");
        assert.equal(index.namespace("ml")?.unknown, "metadata.labels['istio-injection']");
    });

    it("includes namespaces into which a chart puts objects that cannot be seen", () => {
        const index = indexOf(release({ chart: "keda", namespace: "keda" }), release({ chart: "x" }));
        assert.deepEqual(
            ["keda", undefined, "ml"].map((name) => index.hasUnseenObjects(name)),
            [true, true, false],
        );
    });

    it("merges the labels of a namespace that is written in two places", () => {
        const index = indexOf(namespace({ a: "1" }), namespace({ b: "2" }));
        assert.deepEqual(index.namespace("ml")?.labels, { a: "1", b: "2" });
    });
});
