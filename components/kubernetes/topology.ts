/** Labels of nodes that spread constraints and affinities refer to. */
export const topologyKeys = { zone: "topology.kubernetes.io/zone", node: "kubernetes.io/hostname" } as const;

/** Spreads pods over the values of one node label where possible; a pod that fits nowhere else still runs. */
export function softSpreadOver(topologyKey: string, labels: Readonly<Record<string, string>>) {
    return {
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: "ScheduleAnyway" as const,
        labelSelector: { matchLabels: labels },
    };
}

/** Spreads pods over zones and nodes where possible. */
export function softSpread(labels: Readonly<Record<string, string>>) {
    return [softSpreadOver(topologyKeys.zone, labels), softSpreadOver(topologyKeys.node, labels)];
}
