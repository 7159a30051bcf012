import { type AnalysisConfig, stepsOf, type TrafficConfig } from "../../../config/serving/traffic";

/** Minutes that a blue-green rollout may wait for a person to promote it. */
const waitingMinutes = 24 * 60;

/**
 * Longest that a rollout takes when all goes well, in minutes: each weight may wait for its pods, the pauses, and each
 * analysis with its first interval of delay.
 *
 * @param deadlineSeconds how long new pods may take until the rollout counts as failed
 */
export function rolloutMinutes(
    traffic: TrafficConfig,
    judged: AnalysisConfig | undefined,
    deadlineSeconds: number,
): number {
    const analysis = judged === undefined ? 0 : judged.intervalSeconds * (judged.count + 1);
    if (traffic.strategy === "blue-green") {
        const seconds = deadlineSeconds + analysis;
        return traffic.autoPromote === true ? Math.ceil(seconds / 60) : waitingMinutes;
    }
    const seconds = stepsOf(traffic).map((step) =>
        step === "analysis" ? analysis : deadlineSeconds + (step.pauseSeconds ?? 0),
    );
    return Math.ceil(seconds.reduce((sum, each) => sum + each, 0) / 60);
}
