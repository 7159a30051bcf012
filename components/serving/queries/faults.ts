import { type Fault, keyPath } from "../../../config/fault";
import { ownMetric } from "../../../config/serving/ownMetrics";
import { type ServingConfig } from "../../../config/serving/serving";
import { queryFaults } from "./queryFaults";
import { labelFault, nameFault } from "./vocabulary";
import { type Vocabulary } from "./words";

/** Metrics that a workload cannot declare, by name or by label; `path` is the key path of the workload. */
export function metricFaults(path: string, { metrics = {} }: Pick<ServingConfig, "metrics">): readonly Fault[] {
    return Object.entries(metrics).flatMap(([name, metric]) => {
        const { type, labels } = ownMetric(metric);
        const at = keyPath(path, "metrics", name);
        const reason = nameFault(name, type);
        return [
            ...(reason === undefined ? [] : [{ path: at, reason }]),
            ...labels.flatMap((label, i) => {
                const fault = labelFault(label);
                return fault === undefined ? [] : [{ path: keyPath(at, "labels", i), reason: fault }];
            }),
        ];
    });
}

/** Queries of the analysis that cannot be asked. */
export function checkFaults(
    path: string,
    { traffic }: Pick<ServingConfig, "traffic">,
    vocabulary: Vocabulary,
): readonly Fault[] {
    return Object.entries(traffic.analysis?.checks ?? {}).flatMap(([name, { query, min, max }]) => {
        const at = keyPath(path, "traffic", "analysis", "checks", name);
        return [
            ...(min === undefined && max === undefined
                ? [{ path: at, reason: "has no limit, so that every value would be good: add min, max or both" }]
                : []),
            ...queryFaults(query, vocabulary).map((reason) => ({ path: keyPath(at, "query"), reason })),
        ];
    });
}
