import assert from "node:assert/strict";
import { judge, type JudgedResource, type JudgeOptions, UNKNOWN } from "../../../../policy/core/judge";
import { allRules } from "../../../../policy/rules";
import { changed, describeRule, gone, kube } from "../../../support/policy/cases";
import { namespace, pod, podSpec } from "../../../support/policy/objects";
import { namespaceLevel } from "../../../../policy/rules/pod-security/namespaceLevel";

const label = "pod-security.kubernetes.io/enforce";
const plain = kube({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "plain", namespace: "ml" },
    spec: { containers: [{ name: "app" }] },
});
const hostNetwork = changed([plain], "0/spec/hostNetwork", true);

function checks(resources: readonly JudgedResource[], options: JudgeOptions = {}): string[] {
    return judge(resources, { groups: ["pod-security"], ...options })
        .violations.filter(({ object }) => object?.kind !== "Namespace")
        .map(({ check }) => check ?? "");
}

const restricted = ["allowPrivilegeEscalation", "capabilities_restricted", "runAsNonRoot", "seccompProfile_restricted"];

describe("Pod Security levels", () => {
    it("judges a pod at the level its namespace enforces", () => {
        const at = (level: string) => checks([...hostNetwork, namespace("ml", { [label]: level })]);
        assert.deepEqual(at("privileged"), []);
        assert.deepEqual(at("baseline"), ["hostNamespaces"]);
        assert.deepEqual(at("restricted"), ["hostNamespaces", ...restricted]);
    });

    it("finds the namespace wherever it stands in the input", () => {
        const baseline = namespace("ml", { [label]: "baseline" });
        assert.deepEqual(checks([plain, baseline]), []);
        assert.deepEqual(checks([baseline, plain]), []);
    });

    it("judges by restricted where no namespace sets a level", () => {
        assert.deepEqual(checks([plain]), restricted);
        assert.deepEqual(checks(changed([plain], "0/metadata/namespace", gone)), restricted);
        assert.deepEqual(checks([plain, ...changed([namespace()], "0/metadata/labels", {})]), restricted);
    });

    it("falls back to restricted where the label cannot be read, as the API server does", () => {
        assert.deepEqual(checks([plain, namespace("ml", { [label]: "strict" })]), restricted);
    });

    it("lets the caller set one level for all", () => {
        const privileged = namespace("ml", { [label]: "privileged" });
        assert.deepEqual(checks([...hostNetwork, privileged], { level: "baseline" }), ["hostNamespaces"]);
        assert.deepEqual(checks([plain, privileged], { level: "restricted" }), restricted);
    });

    it("lets options set the level of a namespace in place of its label", () => {
        const config = Object.fromEntries(
            allRules
                .filter(({ podSecurityLevel }) => podSecurityLevel !== undefined)
                .map(({ name }) => [name, { levels: { ml: "restricted" } }]),
        );
        assert.deepEqual(checks([plain, namespace("ml", { [label]: "privileged" })], { config }), restricted);
    });

    it("finds a namespace that is only patched", () => {
        const patch = { ...namespace("ml", { [label]: "baseline" }), type: "kubernetes:core/v1:NamespacePatch" };
        assert.deepEqual(checks([plain, patch]), []);
    });

    it("does not decide while the level is not known", () => {
        const unknownLabels = changed([namespace()], "0/metadata/labels", UNKNOWN);
        const { violations, notEvaluated } = judge([plain, ...unknownLabels], { groups: ["pod-security"] });
        assert.deepEqual(violations, []);
        const ofPod = notEvaluated.filter(({ object }) => object?.kind === "Pod");
        assert.equal(ofPod.length, allRules.filter(({ podSecurityLevel }) => podSecurityLevel !== undefined).length);
        assert.deepEqual(ofPod[0], {
            policy: "pod-security-well-formed",
            group: "pod-security",
            urn: "urn:Pod/plain",
            type: "kubernetes:core/v1:Pod",
            name: "plain",
            object: { apiVersion: "v1", kind: "Pod", namespace: "ml", name: "plain" },
            path: `namespace "ml": metadata.labels`,
            reason: "the Pod Security level is not known before the update",
        });
    });

    it("does not decide while the namespace is not known", () => {
        const resources = changed([plain], "0/metadata/namespace", UNKNOWN);
        const { violations, notEvaluated } = judge(resources, { groups: ["pod-security"] });
        assert.deepEqual(violations, []);
        assert.equal(
            notEvaluated.every(({ path }) => path === "metadata.namespace"),
            true,
        );
    });

    const path = `metadata.labels['${label}']`;
    describeRule(namespaceLevel, [namespace()], {
        "finds a namespace without a level": {
            at: `0/metadata/labels`,
            to: {},
            message: `"${path}" is missing; set it to one of "privileged", "baseline", "restricted"`,
        },
        "finds a level that does not exist": {
            at: `0/metadata/labels`,
            to: { [label]: "strict" },
            message: `"${path}" is "strict", which the API server rejects; use one of "privileged", "baseline", "restricted"`,
        },
        "finds a version that does not exist": {
            at: `0/metadata/labels`,
            to: { [label]: "restricted", [`${label}-version`]: "1.36" },
            message: `"metadata.labels['${label}-version']" is "1.36", which the API server rejects; use "latest" or a minor such as "v1.36"`,
        },
        "accepts any level that is chosen": {
            at: `0/metadata/labels`,
            to: { [label]: "privileged", [`${label}-version`]: "latest" },
            message: "",
        },
    });
});

describe("Kinds that carry pods", () => {
    const template = { metadata: { labels: {} }, spec: { ...podSpec(), hostPID: true } };
    const kinds: Readonly<Record<string, readonly [apiVersion: string, object: object, path: string]>> = {
        Pod: ["v1", { spec: template.spec }, "spec.hostPID"],
        PodTemplate: ["v1", { template }, "template.spec.hostPID"],
        ReplicationController: ["v1", { spec: { template } }, "spec.template.spec.hostPID"],
        ReplicaSet: ["apps/v1", { spec: { template } }, "spec.template.spec.hostPID"],
        Deployment: ["apps/v1", { spec: { template } }, "spec.template.spec.hostPID"],
        StatefulSet: ["apps/v1", { spec: { template } }, "spec.template.spec.hostPID"],
        DaemonSet: ["apps/v1", { spec: { template } }, "spec.template.spec.hostPID"],
        Job: ["batch/v1", { spec: { template } }, "spec.template.spec.hostPID"],
        CronJob: [
            "batch/v1",
            { spec: { jobTemplate: { spec: { template } } } },
            "spec.jobTemplate.spec.template.spec.hostPID",
        ],
        Rollout: ["argoproj.io/v1alpha1", { spec: { template } }, "spec.template.spec.hostPID"],
        ScaledJob: [
            "keda.sh/v1alpha1",
            { spec: { jobTargetRef: { template } } },
            "spec.jobTargetRef.template.spec.hostPID",
        ],
    };
    const paths = (resource: JudgedResource, options: JudgeOptions = {}) =>
        judge([resource], { groups: ["pod-security"], ...options }).violations.map((violation) => violation.path);

    for (const [kind, [apiVersion, object, path]] of Object.entries(kinds)) {
        it(`looks into ${kind}, its patch and its list`, () => {
            const resource = kube({ apiVersion, kind, metadata: { name: "a" }, ...object });
            assert.deepEqual(paths(resource), [path]);
            assert.deepEqual(paths({ ...resource, type: `${resource.type}Patch` }), [path]);
            const list = { apiVersion, kind: `${kind}List`, items: [{ metadata: { name: "a" }, ...object }, null, 7] };
            assert.deepEqual(paths(kube(list)), [`items[0].${path}`]);
            const anyList = { apiVersion: "v1", kind: "List", items: [{ apiVersion, kind, ...object }] };
            assert.deepEqual(paths(kube(anyList)), [`items[0].${path}`]);
        });
    }

    it("looks into kinds that options name, every entry of a map or list", () => {
        const job = kube({
            apiVersion: "kubeflow.org/v2beta1",
            kind: "MPIJob",
            metadata: { name: "train" },
            spec: { mpiReplicaSpecs: { Launcher: { template }, Worker: { template } } },
        });
        assert.deepEqual(paths(job), []);
        const workloadKinds = [{ group: "kubeflow.org", kind: "MPIJob", template: "spec.mpiReplicaSpecs.*.template" }];
        const config = { "pod-security-host-namespaces": { workloadKinds } };
        assert.deepEqual(paths(job, { config }), [
            "spec.mpiReplicaSpecs.Launcher.template.spec.hostPID",
            "spec.mpiReplicaSpecs.Worker.template.spec.hostPID",
        ]);
    });

    it("does not take another group's kind of the same name for a workload", () => {
        const resource = kube({ apiVersion: "example.com/v1", kind: "Deployment", spec: { template } });
        assert.deepEqual(paths(resource), []);
        assert.deepEqual(paths(pod()), []);
    });
});
