import assert from "node:assert/strict";
import { labelsOf, namespaceUnknown, subjectsOf, workloadIndex } from "../../../policy/model/subject";
import { UNKNOWN } from "../../../policy/model/unknown";
import { workloadKinds } from "../../../policy/model/workloads";
import { kube } from "../../support/policy/cases";

const index = workloadIndex(workloadKinds);
const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "app", namespace: "ml" },
    spec: { template: { spec: { containers: [{ name: "a" }] } } },
};

describe("subjectsOf", () => {
    it("selects a Kubernetes object by group and kind, and other resources by their type", () => {
        assert.deepEqual(
            subjectsOf(kube(deployment), index).map(({ key, object }) => [key, object]),
            [["apps/Deployment", { apiVersion: "apps/v1", kind: "Deployment", namespace: "ml", name: "app" }]],
        );
        const bucket = { urn: "urn:b", type: "aws:s3/bucket:Bucket", name: "b", props: {} };
        assert.deepEqual(
            subjectsOf(bucket, index).map(({ key, object }) => [key, object]),
            [["aws:s3/bucket:Bucket", undefined]],
        );
    });

    it("opens lists, also lists of lists, with the path of each item", () => {
        const inner = { apiVersion: "v1", kind: "List", items: [deployment] };
        const list = kube({
            apiVersion: "v1",
            kind: "List",
            items: [{ apiVersion: "v1", kind: "Pod" }, inner, "text"],
        });
        assert.deepEqual(
            subjectsOf(list, index).map(({ key, path }) => [key, path]),
            [
                ["/Pod", "items[0]"],
                ["apps/Deployment", "items[1].items[0]"],
            ],
        );
    });

    it("takes charts and releases for Pulumi's own resources, and patches for the object that they change", () => {
        const release = { urn: "urn:r", type: "kubernetes:helm.sh/v3:Release", name: "r", props: {} };
        assert.equal(subjectsOf(release, index)[0]?.object, undefined);
        const patch = { urn: "urn:p", type: "kubernetes:apps/v1:DeploymentPatch", name: "p", props: {} };
        const [subject] = subjectsOf(patch, index);
        assert.deepEqual([subject?.key, subject?.isPatch], ["apps/Deployment", true]);
    });

    it("has the pods of a template, and of every path of a custom kind", () => {
        assert.deepEqual(
            subjectsOf(kube(deployment), index)[0]?.pods.map(({ path, containers }) => [path, containers.length]),
            [["spec.template", 1]],
        );
        const kinds = workloadIndex([{ group: "example.com", kind: "Fleet", template: "spec.pools.*.template" }]);
        const pools = { gpu: { template: { spec: {} } }, cpu: { template: { spec: {} } } };
        const fleet = kube({ apiVersion: "example.com/v1", kind: "Fleet", spec: { pools } });
        assert.deepEqual(
            subjectsOf(fleet, kinds)[0]?.pods.map(({ path }) => path),
            ["spec.pools.gpu.template", "spec.pools.cpu.template"],
        );
    });

    it("names an object without a name by its resource, and leaves labels out that are not text", () => {
        const unnamed = { urn: "urn:u", type: "kubernetes:core/v1:Pod", name: "resource", props: { metadata: {} } };
        assert.equal(subjectsOf(unnamed, index)[0]?.object?.name, "resource");
        assert.deepEqual(labelsOf({ metadata: { labels: { a: "1", b: 2, c: null } } }), { a: "1" });
    });

    it("reports whether the namespace is unknown, and not another value", () => {
        const [unknown] = subjectsOf(kube({ ...deployment, metadata: { name: "app", namespace: UNKNOWN } }), index);
        assert.equal(namespaceUnknown(unknown!), true);
        const [other] = subjectsOf(kube({ ...deployment, spec: UNKNOWN }), index);
        assert.equal(namespaceUnknown(other!), false);
    });
});
