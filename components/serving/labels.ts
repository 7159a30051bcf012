import { ownPrefix, sha256 } from "../kubernetes/names";
import { type Release, type ServingPlan } from "./plan";

// Moved to components/kubernetes; the names stay here until serving imports them from there.
export { objectName, ownPrefix, sha256 } from "../kubernetes/names";

/** Changes when a file that the server reads at its start changes; pods are then rolled. */
export const configHashAnnotation = `${ownPrefix}/config-hash`;

/** Digest of what the pod serves; it becomes a label of its metrics. */
export const modelDigestAnnotation = `${ownPrefix}/model-digest`;

/** Labels of every object of a workload. */
export function objectLabels(plan: ServingPlan): Record<string, string> {
    return {
        app: plan.name,
        "app.kubernetes.io/name": plan.name,
        "app.kubernetes.io/part-of": "inference-platform",
        "app.kubernetes.io/managed-by": "pulumi",
    };
}

/** Labels of a version's pods; Istio reads `app` and `version` for its metrics. */
export function podLabels(plan: ServingPlan, release: Release): Record<string, string> {
    // The monitor of all proxies leaves these pods to the workload's own, which adds labels; both would count twice.
    return { ...objectLabels(plan), version: release.version, "istio-prometheus-ignore": "true" };
}

/** Selects all pods of a workload. */
export function appSelector(plan: ServingPlan): Record<string, string> {
    return { app: plan.name };
}

/**
 * Selects the pods of what owns one version. A Rollout owns pods of two versions while it goes on, so only there the
 * version is no part of the selector.
 */
export function releaseSelector(plan: ServingPlan, release: Release): Record<string, string> {
    return plan.config.traffic.strategy === "weighted"
        ? { ...appSelector(plan), version: release.version }
        : appSelector(plan);
}

/**
 * One digest for what a version serves: of the model version itself when it is one, else of the list of all. Undefined
 * when the stack file leaves a digest open, since then nobody vouches for the content.
 */
export function modelDigest(release: Release): string | undefined {
    const lines: string[] = [];
    for (const model of release.models) {
        const versions = Array.isArray(model.versions) ? model.versions : [];
        for (const version of versions) {
            const digest = model.digests[String(version)];
            if (digest === undefined) {
                return undefined;
            }
            lines.push(`${model.name}/${version} ${digest}`);
        }
        if (versions.length === 0) {
            return undefined;
        }
    }
    const [first, ...more] = lines;
    if (first === undefined) {
        return undefined;
    }
    return more.length === 0 ? first.split(" ")[1] : `sha256:${sha256(lines.sort().join("\n"))}`;
}
