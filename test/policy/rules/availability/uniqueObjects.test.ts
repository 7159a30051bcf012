import assert from "node:assert/strict";
import { uniqueObjects } from "../../../../policy/rules/availability/uniqueObjects";
import { describeRule, kube, run } from "../../../support/policy/cases";

const policy = (name: string, apiVersion = "networking.k8s.io/v1") =>
    kube({ apiVersion, kind: "NetworkPolicy", metadata: { name, namespace: "ml" }, spec: {} });
const twice = '"metadata.name" is that of another NetworkPolicy in namespace "ml"; rename or remove one of the two';

describeRule(uniqueObjects, [policy("default-deny"), policy("app")], {
    "finds an object that overwrites a guard rail": { at: "1/metadata/name", to: "default-deny", message: twice },
    "accepts another namespace": {
        at: "1/metadata",
        to: { name: "default-deny", namespace: "other" },
        message: "",
    },
    "accepts generated names": { at: "1/metadata", to: { generateName: "default-", namespace: "ml" }, message: "" },
});

describe("Two objects of one name", () => {
    const found = (...resources: Parameters<typeof run>[1]) => run(uniqueObjects, resources).violations.length;

    it("are found whatever version of their group they use", () => {
        assert.equal(found(policy("a"), policy("a", "networking.k8s.io/v1beta1")), 1);
    });

    it("are accepted in two clusters, and in two files", () => {
        assert.equal(found({ ...policy("a"), provider: "one" }, { ...policy("a"), provider: "two" }), 0);
        assert.equal(found({ ...policy("a"), urn: "base.yaml#0" }, { ...policy("a"), urn: "overlay.yaml#0" }), 0);
        assert.equal(found({ ...policy("a"), urn: "base.yaml#0" }, { ...policy("a"), urn: "base.yaml#1" }), 1);
    });
});
