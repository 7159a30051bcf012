import { series } from "../observation/promql";
import { ofWorkload } from "../observation/recordingRules";
import { type Release, type ServingPlan } from "../plan";

/**
 * What the autoscaler asks Prometheus. Each query has one value, and tells three cases apart: a measurement; no traffic,
 * which is zero, since nobody waits; and no metrics at all, which is no value, so that the fallback holds.
 */

/** The slowest of the version's revisions: while a roll-out goes on there are two. */
export function latencyQuery(plan: ServingPlan, release: Release): string {
    return orIdle(plan, release, `max(${series("inference:latency_seconds:p95", ofRelease(plan, release))})`);
}

export function queueQuery(plan: ServingPlan, release: Release): string {
    return orIdle(plan, release, `sum(${series("inference:queue_depth", ofRelease(plan, release))})`);
}

export function gpuQuery(plan: ServingPlan, release: Release): string {
    return orIdle(plan, release, `avg(${series("inference:gpu_utilization", ofRelease(plan, release))})`);
}

/** Requests per second at the same time last week, looking ahead. In the first week nothing is forecast. */
export function forecastQuery(plan: ServingPlan, release: Release, aheadMinutes: number): string {
    const offset = 7 * 24 * 60 - aheadMinutes;
    const share = release.weight / 100;
    const lastWeek = `${series("inference:requests:rate5m", ofWorkload(plan))} offset ${offset}m`;
    return `sum(${lastWeek}) * ${share} or vector(0)`;
}

function ofRelease(plan: ServingPlan, release: Release): Record<string, string> {
    // The pods of a Rollout are of two versions at a time, and the autoscaler counts both.
    return plan.config.traffic.strategy === "weighted"
        ? { ...ofWorkload(plan), version: release.version }
        : ofWorkload(plan);
}

function orIdle(plan: ServingPlan, release: Release, query: string): string {
    if (plan.config.scaling.min === 0) {
        // Without pods there is nothing to scrape, and that is as wanted.
        return `${query} or vector(0)`;
    }
    return `${query} or 0 * max(${series("up", ofRelease(plan, release))} == 1)`;
}
