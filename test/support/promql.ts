import { labelsOf, type MetricName, metrics, seriesNames } from "../../components/observation/catalogue";
import { parseQuery } from "../../components/observation/promqlTree";

/** Which metric of the catalogue stores a series of this name. */
const metricBySeries = new Map(
    (Object.keys(metrics) as MetricName[]).flatMap((name) =>
        seriesNames(name).map((series) => [series, name] as const),
    ),
);

/**
 * What is wrong with a query, by Prometheus's own grammar and the catalogue: syntax, series that nobody stores, labels that
 * a series does not have.
 *
 * @param own metrics that workloads of the stack declare
 */
export function queryFaults(query: string, own: readonly string[] = []): string[] {
    const faults: string[] = [];
    // What label_replace writes is a label too.
    const known = new Set([...query.matchAll(/, *"([a-z_]+)", *"\$\d", *"/g)].map(([, label = ""]) => label));
    const grouped: string[] = [];
    const text = (node: { from: number; to: number }) => query.slice(node.from, node.to);
    parseQuery(query).iterate({
        enter: (node) => {
            if (node.type.isError) {
                faults.push(`syntax error at ${node.from}`);
            }
            if (node.name === "VectorSelector") {
                const identifier = node.node.getChild("Identifier");
                const series = identifier === null ? "" : text(identifier);
                const metric = metricBySeries.get(series);
                if (own.includes(series)) {
                    return false;
                }
                if (metric === undefined) {
                    faults.push(`no metric stores "${series}"`);
                    return false;
                }
                const labels = labelsOf(metric);
                labels.forEach((label) => known.add(label));
                const matchers = node.node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
                for (const matcher of matchers) {
                    const name = matcher.getChild("LabelName");
                    if (name !== null && !labels.includes(text(name))) {
                        faults.push(`"${series}" has no label "${text(name)}"`);
                    }
                }
                return false;
            }
            if (node.name === "GroupingLabels") {
                grouped.push(...node.node.getChildren("LabelName").map(text));
            }
            return true;
        },
    });
    return [
        ...faults,
        ...grouped.filter((label) => !known.has(label)).map((label) => `no series has label "${label}"`),
    ];
}
