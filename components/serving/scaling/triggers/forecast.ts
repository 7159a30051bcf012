import { series } from "../../../observation/promql";
import { prometheusTrigger } from "./prometheus";
import { type ScalingTrigger, type ScaledRelease, type Setting } from "./trigger";

const minutesPerWeek = 7 * 24 * 60;

/** Requests per second at the same time last week, looking ahead. In the first week nothing is forecast. */
export const forecast: ScalingTrigger<Setting<"forecast">> = {
    fallsBack: true,
    startsFromZero: false,
    needsQueue: false,
    authenticated: false,
    faults: () => [],
    render: ({ requestsPerReplica, aheadMinutes }, of) => [
        prometheusTrigger("forecast", query(of, aheadMinutes), requestsPerReplica, "AverageValue", of),
    ],
};

function query({ workload, weight }: ScaledRelease, aheadMinutes: number): string {
    const offset = minutesPerWeek - aheadMinutes;
    const lastWeek = `${series("inference:requests:rate5m", workload)} offset ${offset}m`;
    return `sum(${lastWeek}) * ${weight / 100} or vector(0)`;
}
