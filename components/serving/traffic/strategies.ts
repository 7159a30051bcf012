import { type TrafficStrategyName } from "../../../config/serving/traffic";
import { blueGreen } from "./blueGreen";
import { type TrafficPlan } from "./plan";
import { progressive } from "./progressive";
import { single } from "./single";
import { type StrategyInput, type TrafficStrategy } from "./strategy";
import { weighted } from "./weighted";

/** Every traffic strategy, by its name in the stack file: one file each, and a row here. */
export const strategies: { readonly [S in TrafficStrategyName]: TrafficStrategy } = {
    single,
    weighted,
    progressive,
    "blue-green": blueGreen,
};

/** Names of the strategies for which `holds` is true, for messages: `single or weighted`. */
export function strategiesThat(holds: (strategy: TrafficStrategy) => boolean): string {
    return Object.entries(strategies)
        .filter(([, strategy]) => holds(strategy))
        .map(([name]) => name)
        .join(" or ");
}

/** How requests reach the versions of a workload. */
export function trafficPlan({ name, config }: StrategyInput): TrafficPlan {
    const { traffic } = config;
    const strategy = strategies[traffic.strategy];
    const mirror = strategy.mirror(traffic);
    const rollout = strategy.rollout(name, traffic);
    const analysis = strategy.analysis(traffic);
    const podsService = strategy.podsService(name);
    return {
        services: strategy.services(name),
        ...(podsService !== undefined && { podsService }),
        subsets: strategy.subsets(name, traffic),
        destinations: strategy.destinations(traffic),
        headerRoutes: strategy.headerRoutes(traffic),
        ...(mirror !== undefined && { mirror }),
        runTimeFields: strategy.runTimeFields,
        ...(rollout !== undefined && { rollout }),
        ...(analysis !== undefined && { analysis }),
        timeoutSeconds: traffic.timeoutSeconds,
        retries: traffic.retries,
        ...(traffic.tryTimeoutSeconds !== undefined && { tryTimeoutSeconds: traffic.tryTimeoutSeconds }),
        ...(traffic.fault !== undefined && { fault: traffic.fault }),
    };
}
