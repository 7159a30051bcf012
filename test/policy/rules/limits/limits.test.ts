import assert from "node:assert/strict";
import { autoscalerMax } from "../../../../policy/rules/limits/autoscalerMax";
import { emptyDirSize } from "../../../../policy/rules/limits/emptyDirSize";
import { ephemeralStorage } from "../../../../policy/rules/limits/ephemeralStorage";
import { gpuRequests } from "../../../../policy/rules/limits/gpuRequests";
import { namespaceLimitRange } from "../../../../policy/rules/limits/namespaceLimitRange";
import { namespaceQuota } from "../../../../policy/rules/limits/namespaceQuota";
import { overcommit } from "../../../../policy/rules/limits/overcommit";
import { requestsAndLimits } from "../../../../policy/rules/limits/requestsAndLimits";
import { tokenAutomount } from "../../../../policy/rules/limits/tokenAutomount";
import { UNKNOWN } from "../../../../policy/core/judge";
import { changed, describeRule, gone, kube, run } from "../../../support/policy/cases";
import { deployment, namespace } from "../../../support/policy/objects";

const c = "0/spec/template/spec/containers/0";
const at = "spec.template.spec.containers[0].resources";

describeRule(requestsAndLimits, [deployment()], {
    "finds a missing memory limit": {
        at: `${c}/resources/limits/memory`,
        to: gone,
        message: `"${at}" lacks "limits.memory"; set it on container "app"`,
    },
    "finds a missing CPU limit": {
        at: `${c}/resources/limits/cpu`,
        to: gone,
        message: `"${at}" lacks "limits.cpu"; set it on container "app"`,
    },
    "finds resources that are all missing": {
        at: `${c}/resources`,
        to: gone,
        message: `"${at}" lacks "requests.cpu", "limits.cpu", "requests.memory", "limits.memory"; set them on container "app"`,
    },
    "lets a missing request follow the limit, as the API server does": {
        at: `${c}/resources/requests`,
        to: gone,
        message: "",
    },
    "looks into init containers": {
        at: "0/spec/template/spec/initContainers",
        to: [{ name: "init", resources: { limits: { cpu: "1" } } }],
        message: `"spec.template.spec.initContainers[0].resources" lacks "requests.memory", "limits.memory"; set them on container "init"`,
    },
    "asks nothing of ephemeral containers, which cannot have resources": {
        at: "0/spec/template/spec/ephemeralContainers",
        to: [{ name: "debug" }],
        message: "",
    },
});

const gpu = changed([deployment()], `${c}/resources/limits/nvidia.com~gpu`, gone);
const gpuLimits = (limit: unknown, request?: unknown) => ({
    limits: { "nvidia.com/gpu": limit },
    requests: request === undefined ? {} : { "nvidia.com/gpu": request },
});
describeRule(gpuRequests, changed(gpu, `${c}/resources`, gpuLimits(1, "1")), {
    "finds half a GPU": {
        at: `${c}/resources`,
        to: gpuLimits("500m"),
        message: `"${at}.limits['nvidia.com/gpu']" is 0.5; use a whole number`,
    },
    "finds a request that differs": {
        at: `${c}/resources`,
        to: gpuLimits(2, 1),
        message: `"${at}.requests['nvidia.com/gpu']" differs from the limit of 2; make them equal`,
    },
    "finds a request without a limit": {
        at: `${c}/resources`,
        to: gpuLimits(undefined, 1),
        message: `"${at}.limits['nvidia.com/gpu']" is missing; set the limit, the request defaults to it`,
    },
    "accepts a limit alone": { at: `${c}/resources`, to: gpuLimits("4"), message: "" },
    "finds half a slice of a GPU": {
        at: `${c}/resources`,
        to: { limits: { "nvidia.com/mig-1g.5gb": "500m" } },
        message: `"${at}.limits['nvidia.com/mig-1g.5gb']" is 0.5; use a whole number`,
    },
    "follows the option": {
        at: `${c}/resources`,
        to: { limits: { "example.com/gpu": 0.5 } },
        options: { gpuResources: ["example.com/*"] },
        message: `"${at}.limits['example.com/gpu']" is 0.5; use a whole number`,
    },
});

describeRule(overcommit, [deployment()], {
    "finds a CPU limit far above the request": {
        at: `${c}/resources/limits/cpu`,
        to: "2500m",
        message: `"${at}.limits.cpu" is 5 times the request, at most 4 times is allowed; raise the request or lower the limit`,
    },
    "accepts the bound itself": { at: `${c}/resources/limits/cpu`, to: 2, message: "" },
    "finds a memory limit far above the request": {
        at: `${c}/resources/limits/memory`,
        to: "2049Mi",
        message: `"${at}.limits.memory" is 2.1 times the request, at most 2 times is allowed; raise the request or lower the limit`,
    },
    "finds a request of nothing": {
        at: `${c}/resources/requests/cpu`,
        to: "0",
        message: `"${at}.limits.cpu" is more than any multiple the request, at most 4 times is allowed; raise the request or lower the limit`,
    },
    "follows the option": {
        at: `${c}/resources/limits/cpu`,
        to: "1",
        options: { maxCpuRatio: 1.5 },
        message: `"${at}.limits.cpu" is 2 times the request, at most 1.5 times is allowed; raise the request or lower the limit`,
    },
});

const volumes = "0/spec/template/spec/volumes";
const withCache = changed(
    changed([deployment()], volumes, [{ name: "cache", emptyDir: { sizeLimit: "1Gi" } }]),
    `${c}/volumeMounts`,
    [{ name: "cache", mountPath: "/cache" }],
);
describeRule(emptyDirSize, withCache, {
    "finds an emptyDir without a size": {
        at: volumes,
        to: [{ name: "cache", emptyDir: {} }],
        message: `"spec.template.spec.volumes[0].emptyDir.sizeLimit" is missing; give volume "cache" a size`,
    },
    "asks the same of memory": {
        at: volumes,
        to: [{ name: "shm", emptyDir: { medium: "Memory" } }],
        message: `"spec.template.spec.volumes[0].emptyDir.sizeLimit" is missing; give volume "shm" a size`,
    },
});

describeRule(ephemeralStorage, changed(withCache, `${c}/resources/limits/ephemeral-storage`, "2Gi"), {
    "finds a container that writes without a limit": {
        at: `${c}/resources/limits/ephemeral-storage`,
        to: gone,
        message: `"${at}.limits['ephemeral-storage']" is missing; container "app" mounts an emptyDir: set it`,
    },
    "accepts an init container that mounts nothing": {
        at: "0/spec/template/spec/initContainers",
        to: [{ name: "init" }],
        message: "",
    },
});
describeRule(
    ephemeralStorage,
    changed(withCache, volumes, [{ name: "cache", emptyDir: { medium: "Memory", sizeLimit: "1Gi" } }]),
    {},
);

const quota = kube({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "quota", namespace: "ml" } });
describeRule(namespaceQuota, [namespace(), quota], {
    "finds a workload namespace whose quota is elsewhere": {
        at: "1/metadata/namespace",
        to: "other",
        message: `namespace "ml" has no ResourceQuota; create one`,
    },
    "asks nothing of other namespaces": { at: "0/metadata/labels", to: {}, message: "" },
    "takes a namespace that options name for a workload namespace": {
        at: "0/metadata",
        to: { name: "extra" },
        options: { workloadNamespaces: ["extra"] },
        message: `namespace "extra" has no ResourceQuota; create one`,
    },
});

const limitRange = kube({ apiVersion: "v1", kind: "LimitRange", metadata: { name: "defaults", namespace: "ml" } });
describeRule(namespaceLimitRange, [namespace(), limitRange], {
    "finds a workload namespace without a LimitRange": {
        at: "1/metadata/namespace",
        to: "other",
        message: `namespace "ml" has no LimitRange; create one`,
    },
});

const scaledObject = kube({
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: "app" },
    spec: { maxReplicaCount: 20 },
});
describeRule(autoscalerMax, [scaledObject], {
    "finds a ScaledObject with KEDA's own maximum of 100": {
        at: "0/spec/maxReplicaCount",
        to: gone,
        message: `"spec.maxReplicaCount" is missing; set an upper bound`,
    },
});
const vertical = kube({
    apiVersion: "autoscaling.k8s.io/v1",
    kind: "VerticalPodAutoscaler",
    metadata: { name: "app" },
    spec: {
        updatePolicy: { updateMode: "Recreate" },
        resourcePolicy: { containerPolicies: [{ containerName: "*", maxAllowed: { cpu: "4" } }] },
    },
});
describeRule(autoscalerMax, [vertical], {
    "finds a vertical autoscaler without bounds": {
        at: "0/spec/resourcePolicy",
        to: gone,
        message: `"spec.resourcePolicy.containerPolicies" is missing; set maxAllowed for every container`,
    },
    "finds a container without a bound": {
        at: "0/spec/resourcePolicy/containerPolicies/0/maxAllowed",
        to: gone,
        message: `"spec.resourcePolicy.containerPolicies[0].maxAllowed" is missing; set an upper bound`,
    },
    "accepts one that only recommends": { at: "0/spec", to: { updatePolicy: { updateMode: "Off" } }, message: "" },
});

describeRule(tokenAutomount, changed([deployment()], "0/spec/template/spec/automountServiceAccountToken", false), {
    "finds a pod that leaves it to the default": {
        at: "0/spec/template/spec/automountServiceAccountToken",
        to: gone,
        message: `"spec.template.spec.automountServiceAccountToken" is missing; write false, or true if the pod calls the API server`,
    },
    "accepts a pod that asks for it": {
        at: "0/spec/template/spec/automountServiceAccountToken",
        to: true,
        message: "",
    },
});

describe("Objects that are not known yet", () => {
    it("may be what a workload namespace is to have", () => {
        const where = changed([namespace(), quota], "1/metadata/namespace", UNKNOWN);
        const { violations, notEvaluated } = run(namespaceQuota, where);
        assert.deepEqual(violations, []);
        assert.deepEqual(
            notEvaluated.map(({ path }) => path),
            ["metadata.namespace"],
        );
    });
});
