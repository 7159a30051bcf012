import assert from "node:assert/strict";
import { kubernetesRejections, kubernetesReplacements } from "../../../simulation/providers/kubernetesImmutable";

const paths = (facts: readonly { readonly property: string }[]) => facts.map(({ property }) => property);

describe("immutable fields of Kubernetes objects", () => {
    it("is name and namespace for every kind, custom resources and patches too", () => {
        for (const type of ["kubernetes:apps/v1:DeploymentPatch", "kubernetes:keda.sh/v1alpha1:ScaledObject"]) {
            assert.deepEqual(paths(kubernetesReplacements(type)), ["metadata.name", "metadata.namespace"], type);
            assert.deepEqual(kubernetesRejections(type), [], type);
        }
    });

    it("replaces a Deployment for its selector and a Job for its template", () => {
        const specific = (type: string) => paths(kubernetesReplacements(type)).slice(2);
        assert.deepEqual(specific("kubernetes:apps/v1:Deployment"), ["spec.selector"]);
        assert.ok(specific("kubernetes:batch/v1:Job").includes("spec.template"));
    });

    it("updates PodDisruptionBudgets of policy/v1 in place", () => {
        assert.equal(kubernetesReplacements("kubernetes:policy/v1:PodDisruptionBudget").length, 2);
    });

    it("names the provider setting that turns a replacement into an update", () => {
        const data = kubernetesReplacements("kubernetes:core/v1:ConfigMap").find(({ property }) => property === "data");
        assert.equal(data?.unless, "enableConfigMapMutable");
        const type = kubernetesReplacements("kubernetes:core/v1:Secret").find(({ property }) => property === "type");
        assert.equal(type?.unless, undefined);
    });

    it("does not list a property both as replaced and as rejected", () => {
        for (const type of ["kubernetes:batch/v1:Job", "kubernetes:storage.k8s.io/v1:StorageClass"]) {
            const replaced = new Set(paths(kubernetesReplacements(type)));
            assert.deepEqual(
                paths(kubernetesRejections(type)).filter((property) => replaced.has(property)),
                [],
            );
            assert.ok(
                kubernetesRejections(type).every(
                    ({ source }) =>
                        source.includes("ValidateStorageClassUpdate") || source.includes("ValidateJobSpecUpdate"),
                ),
            );
        }
    });
});
