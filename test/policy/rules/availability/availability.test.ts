import assert from "node:assert/strict";
import { barePods } from "../../../../policy/rules/availability/barePods";
import { destinationRuleSubsets } from "../../../../policy/rules/availability/destinationRuleSubsets";
import { disruptionBudget } from "../../../../policy/rules/availability/disruptionBudget";
import { gracefulStop } from "../../../../policy/rules/availability/gracefulStop";
import { priorityClass } from "../../../../policy/rules/availability/priorityClass";
import { probes } from "../../../../policy/rules/availability/probes";
import { scaledObjectTargets } from "../../../../policy/rules/availability/scaledObjectTargets";
import { serviceTargets } from "../../../../policy/rules/availability/serviceTargets";
import { topologySpread } from "../../../../policy/rules/availability/topologySpread";
import { UNKNOWN } from "../../../../policy/core/judge";
import { changed, describeRule, gone, kube, run } from "../../../support/policy/cases";
import { deployment, pod } from "../../../support/policy/objects";

const c = "0/spec/template/spec/containers/0";
const at = "spec.template.spec.containers[0]";

describeRule(probes, [deployment()], {
    "finds a container without a readiness probe": {
        at: `${c}/readinessProbe`,
        to: gone,
        message: `container "app" serves ports without "readinessProbe"; add it at "${at}.readinessProbe"`,
    },
    "finds a container without any": {
        at: c,
        to: { name: "app", ports: [{ containerPort: 80 }] },
        message: `container "app" serves ports without "livenessProbe", "readinessProbe"; add them at "${at}.livenessProbe"`,
    },
    "ignores containers without ports": { at: c, to: { name: "app" }, message: "" },
});
const job = kube({
    apiVersion: "batch/v1",
    kind: "Job",
    spec: { template: { spec: { containers: [{ name: "a", ports: [{ containerPort: 80 }] }] } } },
});
describeRule(probes, [job], {});

describeRule(gracefulStop, [deployment()], {
    "finds a serving container that stops at once": {
        at: `${c}/lifecycle`,
        to: gone,
        message: `"${at}.lifecycle.preStop" is missing; add a hook, or set terminationGracePeriodSeconds on the pod`,
    },
    "does not accept a grace period of zero seconds": {
        at: "0/spec/template/spec",
        to: { terminationGracePeriodSeconds: 0, containers: [{ name: "app", ports: [{ containerPort: 80 }] }] },
        message: `"${at}.lifecycle.preStop" is missing; add a hook, or set terminationGracePeriodSeconds on the pod`,
    },
    "accepts a grace period": {
        at: "0/spec/template/spec",
        to: { terminationGracePeriodSeconds: 60, containers: [{ name: "app", ports: [{ containerPort: 80 }] }] },
        message: "",
    },
});

const spread = { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: "topology.kubernetes.io/zone" }] };
describeRule(topologySpread, [deployment({ replicas: 2, template: { spec: spread } })], {
    "finds replicas that may share a node": {
        at: "0/spec/template/spec/topologySpreadConstraints",
        to: [],
        message: '"spec.template.spec.topologySpreadConstraints" is missing; spread the replicas over zones',
    },
    "accepts anti-affinity": { at: "0/spec/template/spec", to: { affinity: { podAntiAffinity: {} } }, message: "" },
});
describeRule(topologySpread, [deployment()], {});

describeRule(priorityClass, [deployment()], {
    "finds a workload without a priority": {
        at: "0/spec/template/spec/priorityClassName",
        to: gone,
        message: '"spec.template.spec.priorityClassName" is missing; set a PriorityClass',
    },
});

describeRule(barePods, changed([pod()], "0/metadata/ownerReferences", [{ kind: "ReplicaSet" }]), {
    "finds a pod without a controller": {
        at: "0/metadata/ownerReferences",
        to: gone,
        message: '"kind" is Pod; use a Deployment, a StatefulSet or a Job',
    },
});

const budget = kube({
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: "app", namespace: "ml" },
    spec: { selector: { matchLabels: { app: "app" } }, maxUnavailable: 1 },
});
const none = (replicas: number) =>
    `no PodDisruptionBudget selects the ${replicas} replicas; add one with "maxUnavailable: 1"`;
const blocks = (replicas: number) =>
    `PodDisruptionBudget "app" permits no disruption of the ${replicas} replicas, so a drain cannot complete; permit at least 1`;
const selector = { matchLabels: { app: "app" } };
describeRule(disruptionBudget, [deployment({ replicas: 3 }), budget], {
    "finds replicas whose budget selects other pods": {
        at: "1/spec/selector",
        to: { matchLabels: { app: "other" } },
        message: none(3),
    },
    "finds replicas whose budget is in another namespace": {
        at: "1/metadata/namespace",
        to: "other",
        message: none(3),
    },
    "finds a budget that blocks drains": { at: "1/spec/maxUnavailable", to: 0, message: blocks(3) },
    "finds a budget of zero percent": { at: "1/spec/maxUnavailable", to: "0%", message: blocks(3) },
    "finds a budget that needs every replica": { at: "1/spec", to: { selector, minAvailable: 3 }, message: blocks(3) },
    "finds a budget that needs every replica after rounding": {
        at: "1/spec",
        to: { selector, minAvailable: "67%" },
        message: blocks(3),
    },
    "accepts a budget that permits a disruption": { at: "1/spec", to: { selector, minAvailable: "66%" }, message: "" },
    "understands expressions": {
        at: "1/spec/selector",
        to: {
            matchExpressions: [
                { key: "app", operator: "In", values: ["app"] },
                { key: "x", operator: "DoesNotExist" },
            ],
        },
        message: "",
    },
    "ignores a single replica": { at: "0/spec/replicas", to: 1, message: "" },
    "follows the option": { at: "1/spec/maxUnavailable", to: 0, options: { minReplicas: 4 }, message: "" },
});
const scaler = kube({
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: "app", namespace: "ml" },
    spec: { scaleTargetRef: { name: "app" }, minReplicaCount: 1, maxReplicaCount: 4 },
});
describeRule(disruptionBudget, [deployment(), scaler], {
    "counts the replicas that an autoscaler keeps": { at: "1/spec/minReplicaCount", to: 2, message: none(2) },
});

const service = kube({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "app", namespace: "ml" },
    spec: { selector: { app: "app" } },
});
describeRule(serviceTargets, [service, deployment()], {
    "finds a selector with a typing error": {
        at: "0/spec/selector/app",
        to: "ap",
        message: `"spec.selector" ("app=ap") matches no pod template in namespace "ml"; correct it or remove the Service`,
    },
    "finds a Service of another namespace": {
        at: "0/metadata/namespace",
        to: "other",
        message: `"spec.selector" ("app=app") matches no pod template in namespace "other"; correct it or remove the Service`,
    },
    "ignores a Service without a selector": { at: "0/spec", to: {}, message: "" },
});

const destinationRule = kube({
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name: "app", namespace: "ml" },
    spec: { host: "app.ml.svc.cluster.local", subsets: [{ name: "v1", labels: { app: "app" } }] },
});
describeRule(destinationRuleSubsets, [destinationRule, deployment()], {
    "finds a subset that selects no pod": {
        at: "0/spec/subsets/0/labels",
        to: { version: "v9" },
        message: `"spec.subsets[0]" (subset "v1") matches no pod template in namespace "ml"; correct its labels or remove it`,
    },
    "ignores hosts outside the cluster": {
        at: "0/spec",
        to: { host: "api.example.com", subsets: [{ name: "v1", labels: { a: "b" } }] },
        message: "",
    },
});

describeRule(scaledObjectTargets, [scaler, deployment()], {
    "finds an autoscaler without a target": {
        at: "0/spec/scaleTargetRef/name",
        to: "ap",
        message: `"spec.scaleTargetRef" names Deployment "ap", which is not in namespace "ml"; correct it`,
    },
    "compares the kind": {
        at: "0/spec/scaleTargetRef/kind",
        to: "Rollout",
        message: `"spec.scaleTargetRef" names Rollout "app", which is not in namespace "ml"; correct it`,
    },
});

describe("Objects that are not known yet", () => {
    it("are not reported as missing budgets", () => {
        for (const [at, value] of [
            ["1/spec/selector", UNKNOWN],
            ["1/spec/selector/matchLabels/app", UNKNOWN],
            ["1/metadata/namespace", UNKNOWN],
        ] as const) {
            const { violations, notEvaluated } = run(
                disruptionBudget,
                changed([deployment({ replicas: 3 }), budget], at, value),
            );
            assert.deepEqual(violations, [], at);
            assert.notEqual(notEvaluated.length, 0, at);
        }
    });
});

describe("Targets that the pack cannot see", () => {
    const release = {
        urn: "urn:release",
        type: "kubernetes:helm.sh/v3:Release",
        name: "chart",
        props: { chart: "gateway", namespace: "ml" },
    };

    it("are not reported as missing where a chart may create them", () => {
        for (const [rule, resource] of [
            [serviceTargets, service],
            [destinationRuleSubsets, destinationRule],
            [scaledObjectTargets, scaler],
        ] as const) {
            const { violations, notEvaluated } = run(rule, [resource, release]);
            assert.deepEqual(violations, []);
            assert.equal(notEvaluated.length, 1);
            assert.match(
                notEvaluated[0]?.reason ?? "",
                /^not all (pods|workloads) of the namespace are part of the input$/,
            );
        }
    });

    it("are not reported as missing while a workload's labels are unknown", () => {
        const unknown = changed([deployment()], "0/spec/template/metadata/labels", UNKNOWN);
        const { violations, notEvaluated } = run(serviceTargets, [service, ...unknown]);
        assert.deepEqual(violations, []);
        assert.equal(notEvaluated.length, 1);
    });
});
