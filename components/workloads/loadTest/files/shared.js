/* global __ENV, open -- k6's own */
// What both protocols share: the settings, and how the load is divided among the pods of a Job. Runs in k6.

export const settings = JSON.parse(open("./settings.json"));

/** Options of k6; `duration` is the metric that the limit of the latency is for. */
export function optionsOf(duration) {
    const index = Number(__ENV.JOB_COMPLETION_INDEX || 0);
    const { pods } = settings;
    return {
        vus: settings.users,
        duration: `${settings.durationSeconds}s`,
        // Each pod is one part of the users, so that together they are as many as asked for.
        executionSegment: `${index}/${pods}:${index + 1}/${pods}`,
        executionSegmentSequence: Array.from({ length: pods + 1 }, (_, i) => `${i}/${pods}`).join(","),
        thresholds: {
            [duration]: [`p(95)<${settings.latencyP95Ms}`],
            checks: [`rate>${1 - settings.maxErrorRatio}`],
            ...(duration === "http_req_duration" && { http_req_failed: [`rate<${settings.maxErrorRatio}`] }),
        },
    };
}

/** Whether every confidence in the answer is high enough; true where none is asked for. */
export function confident(answer) {
    if (!("minConfidence" in settings)) {
        return true;
    }
    const { minConfidence } = settings;
    const found = [];
    const search = (value) => {
        if (value !== null && typeof value === "object") {
            if (typeof value.confidence === "number") {
                found.push(value.confidence);
            }
            Object.keys(value).forEach((key) => search(value[key]));
        }
    };
    search(answer);
    return found.length > 0 && found.every((confidence) => confidence >= minConfidence);
}
