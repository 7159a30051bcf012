import { type RecordedResource } from "../../../simulation/recorded";

/** Groups that the API server serves by itself. */
const BUILT_IN: ReadonlySet<string> = new Set([
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apps",
    "autoscaling",
    "batch",
    "core",
    "networking.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
]);

/** Which Helm releases bring a group's kinds and act on their objects. */
const RELEASES: Readonly<Record<string, readonly string[]>> = {
    "argoproj.io": ["argo-rollouts"],
    "autoscaling.k8s.io": ["vpa"],
    "external-secrets.io": ["external-secrets"],
    "keda.sh": ["keda"],
    "kueue.x-k8s.io": ["kueue"],
    "monitoring.coreos.com": ["prometheus-operator-crds"],
    "networking.istio.io": ["istio-base"],
    "security.istio.io": ["istio-base"],
    "telemetry.istio.io": ["istio-base"],
};

/** Groups whose CRD is an object of the stack. */
const OWN: ReadonlySet<string> = new Set(["ml.example.com"]);

/**
 * What must outlive a resource because it brings its kind or cleans up behind it; none for what the API server knows itself.
 *
 * @throws when a group has no row here: whoever brings a new kind must say who owns it
 */
export function ownerOf(resource: RecordedResource, all: readonly RecordedResource[]): RecordedResource[] {
    const [provider = "", version = "", kind = ""] = resource.type.split(":");
    const group = version.split("/")[0] ?? "";
    if (provider !== "kubernetes" || group === "helm.sh") {
        return [];
    }
    if (kind === "Service" && (resource.inputs.spec as { type?: string } | undefined)?.type === "LoadBalancer") {
        return releases(all, ["aws-load-balancer-controller"]);
    }
    if (BUILT_IN.has(group)) {
        return [];
    }
    if (OWN.has(group)) {
        return all.filter(({ type }) => type.endsWith(":CustomResourceDefinition"));
    }
    const names = RELEASES[group];
    if (names === undefined) {
        throw new Error(`"${group}" has no row in crdOwners.ts: say which release brings ${kind}`);
    }
    return releases(all, names);
}

function releases(all: readonly RecordedResource[], names: readonly string[]): RecordedResource[] {
    return all.filter(({ type, name }) => type === "kubernetes:helm.sh/v3:Release" && names.includes(name));
}
