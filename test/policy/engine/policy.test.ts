import assert from "node:assert/strict";
import { type ResourceValidation } from "@pulumi/policy";
import { enginePolicy } from "../../../policy/engine/policy";
import { plain } from "../../../policy/engine/plain";
import { unknownCheckingProxy } from "../../../policy/engine/unknownValueError";
import { UNKNOWN } from "../../../policy/core/judge";
import { allRules } from "../../../policy/rules";
import { requestsAndLimits } from "../../../policy/rules/limits/requestsAndLimits";
import { eksEndpoint } from "../../../policy/rules/aws/eksEndpoint";
import { nodeGroupDisks } from "../../../policy/rules/aws/nodeGroupDisks";
import { nodeGroupMetadata } from "../../../policy/rules/aws/nodeGroupMetadata";
import { nodeGroupSize } from "../../../policy/rules/aws/nodeGroupSize";
import { type Rule } from "../../../policy/core/rule";
import { privileged } from "../../../policy/rules/pod-security/privileged";
import { changed, runInEngine } from "../../support/policy/cases";
import { deployment, pod } from "../../support/policy/objects";

const containers = "0/spec/template/spec/containers";

describe("The pack under the engine", () => {
    it("names the value that hides a verdict, and still reports what is known to be wrong", async () => {
        const [known] = (deployment().props.spec as { template: { spec: { containers: unknown[] } } }).template.spec
            .containers;
        const resources = changed([deployment()], containers, [
            known,
            { name: "bad" },
            { name: "later", resources: UNKNOWN },
        ]);
        const { messages, error } = await runInEngine(requestsAndLimits, resources);
        assert.deepEqual(messages, [
            'Deployment "app": "spec.template.spec.containers[1].resources" lacks "requests.cpu", "limits.cpu", "requests.memory", "limits.memory"; set them on container "bad"',
        ]);
        assert.equal(
            error?.message,
            "string value at .app: spec.template.spec.containers[2].resources can't be known during preview",
        );
    });

    it("counts further unknown values", async () => {
        const resources = changed([pod()], "0/spec/containers", [
            { securityContext: UNKNOWN },
            { securityContext: UNKNOWN },
        ]);
        const { messages, error } = await runInEngine(privileged, resources);
        assert.deepEqual(messages, []);
        assert.equal(
            error?.message,
            "string value at .app: spec.containers[0].securityContext (and 1 more) can't be known during preview",
        );
    });

    it("does not open what a rule does not read: it is handed every resource of a stack", async () => {
        let opened = 0;
        const props = new Proxy(
            { metadata: { name: "a", namespace: "ml" } },
            { ownKeys: (on) => ((opened += 1), Reflect.ownKeys(on)) },
        );
        const reads = async (rule: Rule, type: string) => {
            opened = 0;
            const policy = enginePolicy(rule);
            const args = { type, urn: "urn:a", name: "a", props, opts: {}, dependencies: [], propertyDependencies: {} };
            const getConfig = () => ({});
            if ("validateStack" in policy) {
                await policy.validateStack({ resources: [args], getConfig } as never, () => undefined);
            } else {
                const validate = policy.validateResource as ResourceValidation;
                await validate({ ...args, getConfig } as never, () => undefined);
            }
            return opened > 0;
        };
        for (const rule of allRules.filter(({ wants }) => wants === "pods")) {
            assert.equal(await reads(rule, "kubernetes:core/v1:ConfigMap"), false, rule.name);
            assert.equal(await reads(rule, "aws:s3/bucket:Bucket"), false, rule.name);
            assert.equal(await reads(rule, "kubernetes:apps/v1:Deployment"), true, rule.name);
            // It may hold a pod.
            assert.equal(await reads(rule, "kubernetes:core/v1:List"), true, rule.name);
        }
    });

    describe("with a component that shows the engine none of its arguments", () => {
        const judged = (rule: Rule, type: string, props: Record<string, unknown> = {}) =>
            runInEngine(rule, [{ urn: "urn:eks", type, name: "eks", props }]);

        it("leaves it to what it makes, where that holds every argument", async () => {
            assert.deepEqual(await judged(eksEndpoint, "eks:index:Cluster"), { messages: [] });
            assert.deepEqual(await judged(nodeGroupDisks, "eks:index:Cluster"), { messages: [] });
            for (const rule of [nodeGroupDisks, nodeGroupMetadata, nodeGroupSize]) {
                assert.deepEqual(await judged(rule, "eks:index:ManagedNodeGroup"), { messages: [] }, rule.name);
            }
        });

        it("says not evaluated of a self-managed group, whose sizes and disks end up where no rule looks", async () => {
            for (const type of ["eks:index:NodeGroup", "eks:index:NodeGroupV2"]) {
                for (const rule of [nodeGroupDisks, nodeGroupSize]) {
                    const { messages, error } = await judged(rule, type);
                    assert.deepEqual(messages, [], rule.name);
                    assert.match(error?.message ?? "", /can't be known during preview/, `${type} ${rule.name}`);
                }
            }
        });

        it("keeps a verdict that needs no argument", async () => {
            assert.equal((await judged(nodeGroupMetadata, "eks:index:NodeGroupV2")).messages.length, 1);
        });

        it("judges what does show its arguments, and what the component makes", async () => {
            assert.equal((await judged(eksEndpoint, "eks:index:Cluster", { version: "1.36" })).messages.length, 1);
            assert.equal((await judged(eksEndpoint, "aws:eks/cluster:Cluster")).messages.length, 1);
        });
    });

    it("reads through the engine's proxies without losing an unknown value of any type", () => {
        const sentinels = [
            "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
            "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
            UNKNOWN,
            "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
            "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        ];
        const props = { known: { a: [1, null, "x"] }, list: sentinels, deep: { each: sentinels[4] } };
        assert.deepEqual(plain(unknownCheckingProxy(props)), props);
    });

    it("gives every rule a schema for its options and what they mean", () => {
        for (const rule of allRules) {
            const { configSchema, name } = enginePolicy(rule);
            const properties = configSchema?.properties ?? {};
            assert.ok("exempt" in properties, name);
            assert.equal("enforcementLevel" in properties, false, name);
            for (const [key, schema] of Object.entries(properties)) {
                assert.notEqual(schema.description ?? "", "", `${name}.${key}`);
            }
        }
    });

    it("tells the engine all that is known of a rule", () => {
        const { name, description, enforcementLevel, severity, tags, remediationSteps, url } = enginePolicy(privileged);
        assert.deepEqual(
            { name, description, enforcementLevel, severity, tags, remediationSteps, url },
            {
                name: "pod-security-privileged",
                description: "No container is privileged: a privileged container is root on the node.",
                enforcementLevel: "mandatory",
                severity: "critical",
                tags: ["pod-security", "baseline"],
                remediationSteps:
                    "Remove securityContext.privileged, and add only the capability or device plugin that the container needs.",
                url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
            },
        );
    });

    it("rejects invalid options with the same messages as outside the engine", async () => {
        const { error } = await runInEngine(privileged, [pod()], { exempt: [{ reason: "short" }] });
        assert.match(error?.message ?? "", /"pod-security-privileged\.exempt\.0\.reason": Too small/);
    });
});
