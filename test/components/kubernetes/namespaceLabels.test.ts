import assert from "node:assert/strict";
import { podSecurityLabels } from "../../../components/kubernetes/namespaceLabels";

describe("podSecurityLabels", () => {
    it("pin the version in every mode, so that a cluster upgrade changes no verdict by itself", () => {
        assert.deepEqual(podSecurityLabels("restricted", "1.36"), {
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "v1.36",
            "pod-security.kubernetes.io/audit": "restricted",
            "pod-security.kubernetes.io/audit-version": "v1.36",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/warn-version": "v1.36",
        });
    });

    it("can observe a stricter level than they enforce", () => {
        const labels = podSecurityLabels("privileged", "1.36", "restricted");
        assert.equal(labels["pod-security.kubernetes.io/enforce"], "privileged");
        assert.equal(labels["pod-security.kubernetes.io/audit"], "restricted");
        assert.equal(labels["pod-security.kubernetes.io/warn"], "restricted");
    });
});
