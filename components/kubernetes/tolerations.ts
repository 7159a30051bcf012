/** A taint as Kubernetes spells it. */
export interface Taint {
    readonly key: string;
    readonly value: string;
    readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
}

/** A toleration as Kubernetes spells it. */
export interface Toleration {
    readonly key?: string;
    readonly operator: "Equal" | "Exists";
    readonly value?: string;
    readonly effect?: Taint["effect"];
}

/** One toleration for every distinct taint, in a stable order. */
export function tolerationsFor(taints: readonly Taint[]): readonly Toleration[] {
    const distinct = new Map(taints.map((taint) => [`${taint.key}=${taint.value}:${taint.effect}`, taint]));
    return [...distinct.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { key, value, effect }]) => ({ key, operator: "Equal", value, effect }));
}

/** For DaemonSets that must run on every node whatever its taints: collectors of logs and node metrics. */
export const tolerateEverything: readonly Toleration[] = [{ operator: "Exists" }];

/** Whether a pod may run beside a taint, as the scheduler decides. Source: Kubernetes, taints and tolerations. */
export function tolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
    return tolerations.some(
        ({ key, operator, value, effect }) =>
            (key === undefined ? operator === "Exists" : key === taint.key) &&
            (operator === "Exists" || value === taint.value) &&
            (effect === undefined || effect === taint.effect),
    );
}
