import { type PlatformConfig } from "../../../config/platform";
import { type CostEstimate, type CostLine } from "./estimate";
import { pricesAsOf, pricesRegion } from "./prices";
import { type WorkloadCost } from "./workloadCosts";

/** The estimate as an output of the stack: whole dollars, the largest items first. */
export interface CostOutput {
    /** Where the prices come from. */
    readonly prices: string;
    readonly usdPerMonth: {
        readonly withoutLoad: number;
        /** While every schedule of the workloads runs, if they have any. */
        readonly whileSchedulesRun?: number;
        readonly atMaximum: number;
    };
    readonly usdPerDayWithoutLoad: number;
    /** USD per month by item, without load and at the maximum. */
    readonly items: Readonly<Record<string, { readonly withoutLoad: number; readonly atMaximum: number }>>;
    /** USD per month of the parts of nodes that each workload's own pods take; jobs have none while they do not run. */
    readonly workloads: Readonly<Record<string, WorkloadCost>>;
    /** Items without a known price. */
    readonly notCounted: readonly string[];
}

const daysPerMonth = 365 / 12;

export function costOutput(
    { lines, total, workloads, unpriced }: CostEstimate,
    { prices }: Pick<PlatformConfig, "prices">,
): CostOutput {
    const { instances, databases, caches, units, spotPercent } = prices;
    const own = [instances, databases, caches, units].some((table) => Object.keys(table).length > 0);
    const items = [...lines]
        .sort((a, b) => b.max - a.max)
        .map(({ what, min, max }: CostLine) => [what, { withoutLoad: Math.round(min), atMaximum: Math.round(max) }]);
    return {
        prices: `list prices of ${pricesRegion}, ${pricesAsOf}${own ? ", and prices of the stack file" : ""}; spot at ${spotPercent} %`,
        usdPerMonth: {
            withoutLoad: Math.round(total.min),
            ...(total.scheduled > total.min && { whileSchedulesRun: Math.round(total.scheduled) }),
            atMaximum: Math.round(total.max),
        },
        usdPerDayWithoutLoad: Math.round(total.min / daysPerMonth),
        items: Object.fromEntries(items) as CostOutput["items"],
        workloads: Object.fromEntries(
            Object.entries(workloads).map(([name, { withoutLoad, atMaximum }]) => [
                name,
                { withoutLoad: Math.round(withoutLoad), atMaximum: Math.round(atMaximum) },
            ]),
        ),
        notCounted: unpriced,
    };
}
