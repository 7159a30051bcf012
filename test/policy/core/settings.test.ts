import assert from "node:assert/strict";
import { ConfigError, judge, type JudgeOptions } from "../../../policy/core/judge";
import { expandConfig } from "../../../policy/core/settings";
import { allRules } from "../../../policy/rules";
import { changed } from "../../support/policy/cases";
import { pod } from "../../support/policy/objects";

const privileged = changed([pod()], "0/spec/containers/0/securityContext/privileged", true);
const policies = (options: JudgeOptions) => judge(privileged, options).violations.map(({ policy }) => policy);

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
});
