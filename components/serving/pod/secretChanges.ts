import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { type SecretChanges } from "../../../config/serving/secrets";
import { restartAnnotations } from "../../kubernetes/secretChanges";
import { type StackContext } from "../context";
import { type WorkloadPlan } from "./plan";
import { secretName } from "./secrets";

interface Chosen {
    readonly secretChanges?: SecretChanges;
}

/** Whether pods restart when a secret of theirs changes. */
export function restartsWithSecrets({ secretChanges = "restart" }: Chosen): boolean {
    return secretChanges === "restart";
}

/**
 * Annotations of what owns a workload's pods, by which these restart when their Secret changes. Undefined where they read none,
 * nothing follows it, or the stack file says so. Keys of object stores do not count: they are for copying models before the start.
 */
export function secretAnnotations(
    plan: WorkloadPlan & { readonly restartsWithSecrets: boolean },
    { inCluster }: StackContext,
): Record<string, string> | undefined {
    return inCluster.reloader !== undefined && plan.restartsWithSecrets && plan.secrets.length > 0
        ? restartAnnotations([secretName(plan)])
        : undefined;
}

/** Nothing restarts pods without the add-on that does. */
export function secretChangeFaults(
    path: string,
    { secretChanges }: Chosen,
    { addons }: Pick<PlatformConfig, "addons">,
): readonly Fault[] {
    return secretChanges === "restart" && !addons.reloader.enabled
        ? [
              {
                  path: `${path}.secretChanges`,
                  reason: 'is restart, and "addons.reloader.enabled" is false: switch it on, or set ignore and restart the pods yourself',
              },
          ]
        : [];
}
