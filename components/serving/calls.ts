import { type WorkloadNamespace } from "../../config/names";
import { type WorkloadName } from "./labels";

/** A caller in terms of the network: pods of one namespace with these labels. */
export interface CallingPods {
    /** Its name under the workload's `callers`. */
    readonly name: string;
    readonly namespace: string;
    readonly podLabels: Readonly<Record<string, string>>;
}

/**
 * One row of the table of allowed calls: pods that may connect to a workload. Both ends of the connection are rendered from
 * it, since both namespaces deny what is not listed.
 */
export interface AllowedCall {
    readonly caller: CallingPods;
    readonly workload: WorkloadName;
    /** Ports of the workload's pods. */
    readonly containerPorts: readonly number[];
    /** The same ports as its Service has them, by name. */
    readonly servicePorts: Readonly<Partial<Record<string, number>>>;
}

/** Calls that the pods of a workload make; its own NetworkPolicy allows them. */
export function callsFrom(calls: readonly AllowedCall[], workload: WorkloadName): readonly AllowedCall[] {
    return calls.filter(({ caller }) => isWorkload(caller, workload));
}

/**
 * Calls to a workload by pods that the stack file does not list, in a namespace that the platform guards: each needs a
 * NetworkPolicy beside the guard rails, which deny it. Namespaces of other teams keep policies of their own.
 *
 * @param workloads every workload of the stack
 * @param guarded namespaces that the platform guards
 */
export function callsByClients(
    calls: readonly AllowedCall[],
    to: WorkloadName,
    workloads: readonly WorkloadName[],
    guarded: readonly WorkloadNamespace[],
): readonly AllowedCall[] {
    return calls.filter(
        ({ caller, workload: { name } }) =>
            name === to.name &&
            guarded.includes(caller.namespace) &&
            !workloads.some((workload) => isWorkload(caller, workload)),
    );
}

/** Workloads of other namespaces that the pods of each namespace call: their proxies must receive them. */
export function calledElsewhere(calls: readonly AllowedCall[]): Readonly<Record<string, WorkloadName[]>> {
    const from = (namespace: string) =>
        calls
            .filter(({ caller, workload }) => caller.namespace === namespace && workload.namespace !== namespace)
            .map(({ workload }) => workload);
    const callers = new Set(calls.map(({ caller }) => caller.namespace));
    return Object.fromEntries([...callers].map((namespace) => [namespace, from(namespace)]));
}

/** Whether exactly the pods of this workload are meant. */
function isWorkload({ namespace, podLabels }: CallingPods, workload: WorkloadName): boolean {
    return namespace === workload.namespace && podLabels.app === workload.name && Object.keys(podLabels).length === 1;
}
