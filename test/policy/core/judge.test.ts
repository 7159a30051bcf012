import assert from "node:assert/strict";
import { ConfigError, judge, type JudgeOptions, UNKNOWN } from "../../../policy/core/judge";
import { allRules } from "../../../policy/rules";
import packConfig from "../../../policy/config.json";
import { expandConfig } from "../../../policy/core/settings";
import { changed, gone, kube } from "../../support/policy/cases";
import { deployment, namespace, pod, podSpec } from "../../support/policy/objects";

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

describe("Configuration of the pack", () => {
    const config = (options: JudgeOptions["config"]) =>
        policies({ groups: ["pod-security"], ...(options && { config: options }) });

    it("raises, lowers and disables rules", () => {
        const level = (configured: NonNullable<JudgeOptions["config"]>) =>
            judge(privileged, { groups: ["pod-security"], config: configured }).violations[0]?.level;
        assert.equal(level({ "pod-security-privileged": "advisory" }), "advisory");
        assert.equal(level({ "pod-security-privileged": { enforcementLevel: "advisory" } }), "advisory");
        assert.equal(level({ all: "advisory" }), "advisory");
        assert.equal(level({ all: "advisory", "pod-security-privileged": "mandatory" }), "mandatory");
        assert.equal(level({ all: { enforcementLevel: "advisory" }, "pod-security-privileged": {} }), "advisory");
        assert.equal(level({ "pod-security-privileged": "remediate" }), "mandatory");
        assert.deepEqual(config({ "pod-security-privileged": "disabled" }), []);
    });

    const exempt = (exemption: Record<string, unknown>) =>
        config({ "pod-security-privileged": { exempt: [{ reason: "needed by the driver", ...exemption }] } }).length ===
        0;

    it("exempts objects by namespace, kind and name", () => {
        assert.equal(exempt({}), true);
        assert.equal(exempt({ namespace: "ml" }), true);
        assert.equal(exempt({ namespace: "other" }), false);
        assert.equal(exempt({ kind: "Pod", name: "app" }), true);
        assert.equal(exempt({ kind: "DaemonSet" }), false);
        assert.equal(exempt({ name: "ap*" }), true);
        assert.equal(exempt({ name: "ap" }), false);
    });

    it("exempts single values", () => {
        const volumes = [
            { name: "models", hostPath: { path: "/opt/edge-models" } },
            { name: "root", hostPath: { path: "/" } },
        ];
        const found = (mounted: unknown, values: string[]) =>
            judge(changed([pod()], "0/spec/volumes", mounted), {
                groups: ["pod-security"],
                config: {
                    "pod-security-restricted-volumes": {
                        exempt: [{ namespace: "ml", values, reason: "models lie on the edge node" }],
                    },
                },
            }).violations.length;
        assert.equal(found(volumes.slice(0, 1), ["/opt/edge-models"]), 0);
        assert.equal(found(volumes, ["/opt/edge-models"]), 1);
    });

    it("does not exempt by a namespace that is not known yet", () => {
        const unknown = changed(privileged, "0/metadata/namespace", UNKNOWN);
        const { violations } = judge(unknown, {
            groups: ["pod-security"],
            level: "baseline",
            config: { "pod-security-privileged": { exempt: [{ namespace: "ml", reason: "needed by the driver" }] } },
        });
        assert.equal(violations.length, 1);
    });

    it("names every fault at once", () => {
        const faulty = {
            "pod-security-privilegd": "advisory",
            "pod-security-privileged": { exempt: [{ namespace: "ml" }], extra: 1 },
            "pod-security-sysctls": { kubernetesVersion: "1.19" },
            "limits-overcommit": { enforcementLevel: "warn", maxCpuRatio: 0 },
        } as unknown as NonNullable<JudgeOptions["config"]>;
        assert.throws(
            () => config(faulty),
            (error) => {
                assert.ok(error instanceof ConfigError);
                assert.equal(
                    error.message,
                    [
                        "The policy configuration is invalid:",
                        `  - "pod-security-privilegd" is not a rule of this pack: see docs/policies.md for the rules`,
                        `  - "pod-security-privileged.exempt.0.reason": Invalid input: expected string, received undefined`,
                        `  - "pod-security-privileged": Unrecognized key: "extra"`,
                        `  - "pod-security-sysctls.kubernetesVersion": must be a minor version from 1.25 on, for example "1.36"`,
                        `  - "limits-overcommit.enforcementLevel" must be one of advisory, mandatory, remediate, disabled`,
                        `  - "limits-overcommit.maxCpuRatio": Too small: expected number to be >=1`,
                    ].join("\n"),
                );
                return true;
            },
        );
    });

    it("gives options under all to every rule that has them", () => {
        const all = { levels: { ml: "privileged" } };
        assert.deepEqual(config({ all }), []);
        assert.deepEqual(config({ all, "pod-security-privileged": { levels: {} } }), ["pod-security-privileged"]);
        assert.throws(() => config({ all: { level: "restricted" } }), {
            message:
                'The policy configuration is invalid:\n  - "all.level" is not an option of any rule: see docs/policies.md for the options',
        });
    });

    it("reaches the engine with what all says written out", () => {
        const expanded = expandConfig(allRules, {
            all: { enforcementLevel: "advisory", maxCpuRatio: 3 },
            "limits-overcommit": { maxMemoryRatio: 4 },
            "limits-gpu-requests": "mandatory",
        });
        assert.deepEqual(expanded["limits-overcommit"], {
            enforcementLevel: "advisory",
            maxCpuRatio: 3,
            maxMemoryRatio: 4,
        });
        assert.deepEqual(expanded["limits-gpu-requests"], { enforcementLevel: "mandatory" });
        assert.equal("all" in expanded, false);
        assert.deepEqual(expandConfig(allRules, {}), {});
    });

    it("lets the edge's pods have their models, and nothing else of the node", () => {
        const edge = (volumes: unknown, change: object = {}) => {
            const spec = { ...podSpec(), volumes, ...change };
            const metadata = { name: "edge-inference", namespace: "edge-computing" };
            const daemonSet = kube({
                apiVersion: "apps/v1",
                kind: "DaemonSet",
                metadata,
                spec: { template: { spec } },
            });
            const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
            return judge([namespace("edge-computing", labels), daemonSet], {
                groups: ["pod-security"],
                config: packConfig,
            }).violations.map(({ check }) => check);
        };
        const models = { name: "models", hostPath: { path: "/opt/edge-models" } };
        assert.deepEqual(edge([models]), []);
        assert.deepEqual(edge([models, { name: "root", hostPath: { path: "/" } }]), ["restrictedVolumes"]);
        assert.deepEqual(edge([models], { hostNetwork: true }), ["hostNamespaces", "hostPorts"]);
    });

    it("has rules with names of their own, all of the form that Pulumi takes", () => {
        const names = allRules.map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        assert.deepEqual(
            names.filter((name) => !/^[a-z0-9-]{1,100}$/.test(name)),
            [],
        );
    });
});
