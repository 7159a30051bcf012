/**
 * Annotations of what owns pods, by which Reloader restarts these when a Secret changes; it reads no other object. Source:
 * Reloader 1.4, `pkg/common/common.go`, ShouldReload.
 *
 * @param secrets names of the Secrets that the pods read at their start
 */
export function restartAnnotations(secrets: readonly string[]): Record<string, string> {
    return { "secret.reloader.stakater.com/reload": [...secrets].sort().join(",") };
}

/**
 * Beside them on a Rollout: sets `spec.restartAt`, so that pods are replaced as they are. Without it Reloader would change the pod
 * template, which starts a new canary. Source: Reloader 1.4, `internal/pkg/callbacks/rolling_upgrade.go`, UpdateRollout.
 */
export const rolloutRestart = { "reloader.stakater.com/rollout-strategy": "restart" } as const;
