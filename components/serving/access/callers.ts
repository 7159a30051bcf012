import { type PortName } from "../../../config/serving/access";
import { type ServingPlan } from "../plan";

/** A caller with its defaults filled in: the same identity for the network and for the mesh. */
export interface CallerIdentity {
    readonly namespace: string;
    readonly serviceAccount: string;
    readonly podLabels: Readonly<Record<string, string>>;
    readonly ports: readonly PortName[];
    /** Absent: every path. */
    readonly paths?: readonly string[];
}

export function callerIdentity(plan: ServingPlan, name: string): CallerIdentity {
    const caller = plan.config.callers[name];
    if (caller === undefined) {
        throw new Error(`workload "${plan.name}" has no caller "${name}"`);
    }
    return {
        namespace: caller.namespace ?? plan.config.namespace,
        serviceAccount: caller.serviceAccount ?? name,
        podLabels: caller.podLabels ?? { app: name },
        ports: caller.ports ?? plan.ports.map((port) => port.name),
        ...(caller.paths !== undefined && { paths: caller.paths }),
    };
}

/** How the mesh writes a service account. Source: Istio security, SPIFFE identity with the default trust domain. */
export function principal(namespace: string, serviceAccount: string): string {
    return `cluster.local/ns/${namespace}/sa/${serviceAccount}`;
}
