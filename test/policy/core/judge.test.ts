import assert from "node:assert/strict";
import { judge, type JudgeOptions, UNKNOWN } from "../../../policy/core/judge";
import { changed, gone } from "../../support/policy/cases";
import { deployment, namespace, pod } from "../../support/policy/objects";

const privileged = changed([pod()], "0/spec/containers/0/securityContext/privileged", true);
const policies = (options: JudgeOptions) => judge(privileged, options).violations.map(({ policy }) => policy);

describe("judge", () => {
    it("reports a violation with all that is known of it", () => {
        assert.deepEqual(judge(privileged, { groups: ["pod-security"] }), {
            violations: [
                {
                    policy: "pod-security-privileged",
                    group: "pod-security",
                    check: "privileged",
                    podSecurityLevel: "baseline",
                    level: "mandatory",
                    urn: "urn:Pod/app",
                    type: "kubernetes:core/v1:Pod",
                    name: "app",
                    object: { apiVersion: "v1", kind: "Pod", namespace: "ml", name: "app" },
                    path: "spec.containers[0].securityContext.privileged",
                    message:
                        'privileged (container "app" must not set securityContext.privileged=true); remove it at "spec.containers[0].securityContext.privileged"',
                },
            ],
            notEvaluated: [],
        });
    });

    it("runs only the groups it is asked for", () => {
        assert.deepEqual(policies({ groups: ["availability"] }), ["availability-bare-pods"]);
        assert.deepEqual(policies({ groups: [] }), []);
    });

    it("reports what an unknown value hides, and what it does not", () => {
        const unknown = changed(privileged, "0/spec/containers/1", UNKNOWN);
        const { violations, notEvaluated } = judge(unknown, {
            groups: ["pod-security"],
            config: { all: "disabled", "pod-security-privileged": "mandatory" },
        });
        assert.deepEqual(
            violations.map(({ policy }) => policy),
            ["pod-security-privileged"],
        );
        assert.deepEqual(
            notEvaluated.map(({ policy, path, reason }) => [policy, path, reason]),
            [["pod-security-privileged", "spec.containers[1]", "the value is not known before the update"]],
        );
    });

    it("names objects that have no name of their own yet by their resource", () => {
        const unnamed = changed(privileged, "0/metadata/name", gone);
        assert.equal(judge(unnamed, { groups: ["pod-security"] }).violations[0]?.object?.name, "app");
    });

    it("judges what a stack of everything shows only together", () => {
        const found = judge([namespace(), deployment()], { groups: ["limits", "network"] }).violations;
        assert.deepEqual(
            found.map(({ policy, object }) => [policy, object?.kind]),
            [
                ["limits-namespace-quota", "Namespace"],
                ["limits-namespace-limit-range", "Namespace"],
                ["network-default-deny", "Namespace"],
            ],
        );
    });

    it("never shows the value of an environment variable", () => {
        const env = [{ name: "TOKEN", value: "hunter2" }];
        const secretive = changed(privileged, "0/spec/containers/0/env", env);
        const broken = changed(secretive, "0/spec/containers/0/resources", gone);
        assert.equal(JSON.stringify(judge(broken)).includes("hunter2"), false);
    });
});
