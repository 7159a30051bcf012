import { keyPath } from "../../../../config/fault";
import { queryFaults } from "../../queries/queryFaults";
import { scoped } from "../../queries/scoped";
import { orWithoutPods, prometheusTrigger } from "./prometheus";
import { type ScalingTrigger, type Setting } from "./trigger";

/** Queries of the user's own, each a trigger. */
export const ownQueries: ScalingTrigger<Setting<"prometheus">> = {
    fallsBack: true,
    startsFromZero: false,
    needsQueue: false,
    authenticated: false,
    faults: (at, queries, { vocabulary }) =>
        Object.entries(queries).flatMap(([name, { query }]) =>
            queryFaults(query, vocabulary).map((reason) => ({ path: keyPath(at, name, "query"), reason })),
        ),
    render: (queries, of) =>
        Object.entries(queries).map(([name, { query, target, type }]) => {
            // In parentheses, since what is added for idle pods binds like any other part of the query.
            const measured = of.idles ? `(${scoped(query, of.release)})` : scoped(query, of.release);
            const metricType = type === "average" ? "AverageValue" : "Value";
            return prometheusTrigger(`own-${name}`, orWithoutPods(measured, of), target, metricType, of);
        }),
};
