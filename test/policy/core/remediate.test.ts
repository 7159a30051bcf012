import assert from "node:assert/strict";
import { Secret } from "@pulumi/policy";
import { secretsPreservingProxy } from "@pulumi/policy/secret";
import { enginePolicy } from "../../../policy/engine/policy";
import { type JudgedResource, UNKNOWN } from "../../../policy/core/judge";
import { plain } from "../../../policy/engine/plain";
import { unknownCheckingProxy } from "../../../policy/engine/unknownValueError";
import { allRules } from "../../../policy/rules";
import { kube, run } from "../../support/policy/cases";
import { deployment, podSpec } from "../../support/policy/objects";

/** What the engine would register after a rule's fix. */
function remediated(name: string, resource: JudgedResource, options: object = {}): JudgedResource | undefined {
    const rule = allRules.find((candidate) => candidate.name === name);
    assert.ok(rule);
    const policy = enginePolicy(rule);
    assert.ok("remediateResource" in policy && policy.remediateResource !== undefined);
    const props = unknownCheckingProxy(structuredClone(resource.props));
    const { urn, type } = resource;
    const args = { urn, type, name: resource.name, props, opts: { protect: false }, getConfig: () => options };
    const fixed = policy.remediateResource(args as never) as Record<string, unknown> | undefined;
    return fixed === undefined ? undefined : { ...resource, props: plain(fixed) };
}

const bare = (spec: object = {}) =>
    kube({
        apiVersion: "batch/v1",
        kind: "CronJob",
        metadata: { name: "a" },
        spec: {
            schedule: "@daily",
            jobTemplate: {
                spec: { template: { spec: { containers: [{ name: "c" }], initContainers: [null], ...spec } } },
            },
        },
    });

describe("Remediations", () => {
    const names = [
        "pod-security-allow-privilege-escalation",
        "pod-security-capabilities-restricted",
        "pod-security-seccomp-profile-restricted",
        "limits-token-automount",
    ];

    it("exist only where the fix is certain", () => {
        const found = allRules.filter(({ remediate }) => remediate !== undefined).map((rule) => rule.name);
        assert.deepEqual(found, names);
    });

    it("are off unless a stack asks for them", () => {
        const levels = allRules.map(({ enforcementLevel }) => enforcementLevel);
        assert.equal(levels.includes("remediate"), false);
    });

    for (const name of names) {
        it(`make ${name} hold, and touch nothing else`, () => {
            const rule = allRules.find((candidate) => candidate.name === name);
            assert.ok(rule);
            const broken = bare({ initContainers: [] });
            assert.equal(run(rule, [broken]).violations.length, 1);
            const fixed = remediated(name, broken);
            assert.ok(fixed);
            assert.deepEqual(run(rule, [fixed]).violations, []);
            assert.equal((fixed.props.spec as { schedule: string }).schedule, "@daily");
        });

        it(`keep what complies with ${name} as it is`, () => {
            const rule = allRules.find((candidate) => candidate.name === name);
            assert.ok(rule);
            const compliant = deployment({
                template: { metadata: {}, spec: { ...podSpec(), automountServiceAccountToken: true } },
            });
            assert.equal(remediated(name, compliant), undefined);
        });
    }

    it("write what the rules ask for", () => {
        const spec = (resource: JudgedResource | undefined) =>
            (resource?.props as { spec: { jobTemplate: { spec: { template: { spec: unknown } } } } }).spec.jobTemplate
                .spec.template.spec;
        assert.deepEqual(spec(remediated("limits-token-automount", bare({ containers: [] }))), {
            containers: [],
            initContainers: [null],
            automountServiceAccountToken: false,
        });
        assert.deepEqual(spec(remediated("pod-security-capabilities-restricted", bare())), {
            containers: [{ name: "c", securityContext: { capabilities: { drop: ["ALL"] } } }],
            initContainers: [null],
        });
        assert.deepEqual(spec(remediated("pod-security-seccomp-profile-restricted", bare())), {
            containers: [{ name: "c" }],
            initContainers: [null],
            securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        });
    });

    it("keep secrets secret and unknown values unknown", () => {
        const secret = { name: "TOKEN", value: new Secret("hunter2") };
        const resource = bare({ hostname: UNKNOWN, containers: [{ name: "c", env: [secret] }], initContainers: [] });
        const props: unknown = unknownCheckingProxy(secretsPreservingProxy(resource.props));
        const rule = allRules.find((candidate) => candidate.remediate !== undefined);
        assert.ok(rule);
        const policy = enginePolicy(rule);
        assert.ok("remediateResource" in policy);
        const args = {
            urn: "u",
            type: resource.type,
            name: "a",
            props,
            opts: { protect: false },
            getConfig: () => ({}),
        };
        assert.equal(policy.remediateResource?.(args as never), props);
        const [container] = (
            resource.props as { spec: { jobTemplate: { spec: { template: { spec: { containers: unknown[] } } } } } }
        ).spec.jobTemplate.spec.template.spec.containers;
        assert.deepEqual(container, {
            name: "c",
            env: [secret],
            securityContext: { allowPrivilegeEscalation: false },
        });
        assert.ok(secret.value instanceof Secret);
    });

    it("leave exempted objects alone", () => {
        const options = { exempt: [{ name: "a", reason: "needs to escalate" }] };
        assert.equal(remediated("pod-security-allow-privilege-escalation", bare(), options), undefined);
    });

    it("leave alone what is not known yet, and what carries no pod", () => {
        const unknown = bare({ securityContext: UNKNOWN });
        assert.throws(() => remediated("pod-security-seccomp-profile-restricted", unknown), /securityContext/);
        const service = kube({ apiVersion: "v1", kind: "Service", spec: {} });
        assert.equal(remediated("limits-token-automount", service), undefined);
    });
});
