import { type RecordedResource } from "../../recorded";
import { isChart } from "../charts";
import { isKubernetesObject } from "../manifests";

/**
 * The order in which objects and charts are applied, by URN: everything that a resource depends on has a smaller number, numbers
 * start at 0 and leave none out.
 *
 * What the update of a stack does not wait for comes last, if nothing depends on it: a GitOps tool would wait for it, and a
 * suspended Job or a DaemonSet of nodes that are away is not complete for days.
 */
export function wavesOf(resources: readonly RecordedResource[]): ReadonlyMap<string, number> {
    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    const levels = new Map<string, number>();
    const levelOf = (urn: string): number => {
        const resource = byUrn.get(urn);
        const known = levels.get(urn);
        if (resource === undefined || known !== undefined) {
            return known ?? -1;
        }
        const before = Math.max(-1, ...resource.dependencies.map(levelOf));
        const level = isApplied(resource) ? before + 1 : before;
        levels.set(urn, level);
        return level;
    };
    const applied = resources.filter(isApplied).map((resource) => ({ resource, level: levelOf(resource.urn) }));
    const needed = new Set(resources.flatMap(({ dependencies }) => dependencies));
    const isLast = (resource: RecordedResource) => !isAwaited(resource) && !needed.has(resource.urn);
    const others = applied.filter(({ resource }) => !isLast(resource)).map(({ level }) => level);
    const last = Math.max(-1, ...others) + 1;
    return new Map(applied.map(({ resource, level }) => [resource.urn, isLast(resource) ? last : level]));
}

function isApplied(resource: RecordedResource): boolean {
    return isKubernetesObject(resource) || isChart(resource);
}

/** Whether an update waits until the object is ready. CronJobs have no state to wait for. */
function isAwaited({ inputs }: RecordedResource): boolean {
    const { annotations } = (inputs.metadata ?? {}) as { readonly annotations?: Readonly<Record<string, unknown>> };
    return inputs.kind !== "CronJob" && annotations?.["pulumi.com/skipAwait"] !== "true";
}
