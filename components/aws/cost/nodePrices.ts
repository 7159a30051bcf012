import { type PlatformConfig } from "../../../config/platform";
import { type NodePrice } from "../../platform";
import { instanceTypes } from "../nodes/instanceTypes";
import { pricesFor } from "./prices";

/** What a node with GPUs costs, by instance type and capacity; types without a known price are left out. */
export function nodePrices({
    nodeGroups,
    prices: config,
}: Pick<PlatformConfig, "nodeGroups" | "prices">): readonly NodePrice[] {
    const prices = pricesFor(config);
    const found = new Map<string, NodePrice>();
    for (const { capacity, instanceTypes: types } of Object.values(nodeGroups)) {
        for (const instanceType of types) {
            const gpus = instanceTypes.get(instanceType)?.gpus ?? 0;
            const hourly = prices.instance(instanceType);
            if (gpus > 0 && hourly !== undefined) {
                const usdPerHour = Number((hourly * (capacity === "spot" ? prices.spotShare : 1)).toFixed(6));
                found.set(`${instanceType} ${capacity}`, { instanceType, capacity, gpus, usdPerHour });
            }
        }
    }
    return [...found.values()];
}
