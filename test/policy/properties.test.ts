import assert from "node:assert/strict";
import fc from "fast-check";
import { judge, type JudgedResource, UNKNOWN } from "../../policy/core/judge";
import { workloadKinds } from "../../policy/model/workloads";
import { allRules } from "../../policy/rules";
import { deployment, namespace, pod } from "../support/policy/objects";

/** Every type that some rule looks at, and a few that none does. */
const types = [
    ...workloadKinds.flatMap(({ group, kind }) => {
        const type = `kubernetes:${group === "" ? "core" : group}/v1:${kind}`;
        return [type, `${type}Patch`, `${type}List`];
    }),
    ...allRules.flatMap(({ wants }) =>
        wants === "pods"
            ? []
            : wants.map((want) => (want.includes(":") ? want : `kubernetes:${want.replace("/", "/v1:")}`)),
    ),
    "kubernetes:core/v1:List",
    "kubernetes:helm.sh/v3:Release",
    "random:index/randomPassword:RandomPassword",
    "",
];

/** Keys that rules read, so that odd values end up where they are looked at. */
const keys = [
    ...["metadata", "spec", "template", "labels", "annotations", "containers", "initContainers", "ephemeralContainers"],
    ...[
        "securityContext",
        "capabilities",
        "add",
        "drop",
        "ports",
        "resources",
        "limits",
        "requests",
        "volumes",
        "items",
    ],
    ...["emptyDir", "egress", "to", "ipBlock", "cidr", "rules", "from", "source", "servers", "tls", "port", "selector"],
    ...["policy", "Statement", "Action", "Resource", "Effect", "replicas", "subsets", "host", "inlinePolicies", "tags"],
    ...["policyTypes", "podSelector", "image", "name", "namespace", "ingress", "cidrBlocks", "vpcConfig", "__proto__"],
];

const odd = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
        { maxDepth: 6, depthSize: "large" },
        fc.constantFrom<unknown>(
            null,
            true,
            false,
            0,
            -1,
            1e308,
            "",
            "*",
            "0.0.0.0/0",
            "{",
            "restricted",
            UNKNOWN,
            [],
            {},
        ),
        fc.string(),
        fc.double(),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie("value"), { maxKeys: 6 }),
    ),
})).value;

const resource: fc.Arbitrary<JudgedResource> = fc.record({
    urn: fc.uuid(),
    type: fc.constantFrom(...types),
    name: fc.string(),
    props: fc.dictionary(fc.constantFrom(...keys), odd, { maxKeys: 6 }),
});

describe("The pack as a whole", () => {
    it("survives objects of any shape", () => {
        fc.assert(
            fc.property(fc.array(resource, { maxLength: 6 }), (resources) => {
                const { violations, notEvaluated } = judge(resources);
                assert.ok(violations.every(({ message, policy }) => message !== "" && policy !== ""));
                assert.ok(notEvaluated.every(({ path }) => path !== ""));
            }),
            { numRuns: 200 },
        );
    }).timeout(30_000);

    /** Replaces the value at the `index`-th place, counted depth first; tells how many places there are. */
    function withUnknownAt(value: unknown, index: number, counter = { count: 0 }): unknown {
        if (counter.count++ === index) {
            return UNKNOWN;
        }
        if (Array.isArray(value)) {
            return value.map((item) => withUnknownAt(item, index, counter));
        }
        if (typeof value === "object" && value !== null) {
            return Object.fromEntries(
                Object.entries(value).map(([key, item]) => [key, withUnknownAt(item, index, counter)]),
            );
        }
        return value;
    }

    it("never calls something wrong or right because a value is not known yet", () => {
        for (const good of [deployment({ replicas: 1 }), pod(), namespace()]) {
            const before = judge([good]).violations.map(({ policy }) => policy);
            for (let index = 1; index < 60; index++) {
                const props = withUnknownAt(good.props, index) as JudgedResource["props"];
                const { violations, notEvaluated } = judge([{ ...good, props }]);
                const found = violations.map(({ policy }) => policy);
                assert.deepEqual(
                    found.filter((policy) => !before.includes(policy)),
                    [],
                    JSON.stringify(props),
                );
                const lost = before.filter((policy) => !found.includes(policy));
                const undecided = notEvaluated.map(({ policy }) => policy);
                assert.deepEqual(
                    lost.filter((policy) => !undecided.includes(policy)),
                    [],
                    JSON.stringify(props),
                );
            }
        }
    });

    it("survives huge lists and deep nests", () => {
        const containers = Array.from({ length: 20_000 }, (_, i) => ({ name: `c${i}` }));
        let deep: unknown = {};
        for (let i = 0; i < 5_000; i++) {
            deep = { deep };
        }
        const huge = { ...pod(), props: { metadata: { annotations: deep }, spec: { containers } } };
        const { violations } = judge([huge], { groups: ["pod-security"] });
        assert.deepEqual(
            violations.map(({ check }) => check),
            [
                "wellFormed",
                "allowPrivilegeEscalation",
                "capabilities_restricted",
                "runAsNonRoot",
                "seccompProfile_restricted",
            ],
        );
    });

    it("is deterministic", () => {
        const resources = [pod(), deployment({ replicas: 3 }), namespace()];
        assert.deepEqual(judge(resources), judge(structuredClone(resources)));
    });
});
