import type { V1CronJob, V1Job, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };

/** Exit code of k6 when a threshold does not hold. Source: k6, errext/exitcodes. */
const thresholdsFailed = 99;

/** The Job that a CronJob's controller would start, as `kubectl create job --from` makes it. */
export function jobFrom(template: V1CronJob, name: string): V1Job {
    const { metadata, spec } = template;
    return {
        apiVersion: "batch/v1",
        kind: "Job",
        metadata: {
            name,
            namespace: metadata?.namespace,
            labels: spec?.jobTemplate.metadata?.labels,
            annotations: {
                ...spec?.jobTemplate.metadata?.annotations,
                "cronjob.kubernetes.io/instantiate": "manual",
            },
            ownerReferences: [
                {
                    apiVersion: "batch/v1",
                    kind: "CronJob",
                    name: metadata?.name ?? "",
                    uid: metadata?.uid ?? "",
                    controller: true,
                },
            ],
        },
        spec: spec?.jobTemplate.spec,
    };
}

/** Whether a Job of the CronJob has not ended. */
export function isRunning({ metadata, status }: V1Job, cronJob: string): boolean {
    const owned = metadata?.ownerReferences?.some(({ kind, name }) => kind === "CronJob" && name === cronJob);
    return owned === true && !ended(status);
}

/** How far a run is. */
export interface Verdict {
    readonly state: "running" | "held" | "not-held" | "broken";
    /** One line for the user. */
    readonly text: string;
}

/** What the Job and its pods say of the run. */
export function verdictOf({ status }: V1Job, pods: readonly V1Pod[]): Verdict {
    const { active = 0, ready = 0, succeeded = 0, failed = 0 } = status ?? {};
    const condition = status?.conditions?.find(
        ({ type, status: holds }) => holds === "True" && (type === "Complete" || type === "Failed"),
    );
    if (condition === undefined) {
        return {
            state: "running",
            text: `${active} pods, ${ready} of them ready, ${succeeded} done, ${failed} failed`,
        };
    }
    if (condition.type === "Complete") {
        return { state: "held", text: `every threshold holds in all ${succeeded} pods` };
    }
    const codes = pods.flatMap(({ status: pod }) =>
        (pod?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated?.exitCode ?? []),
    );
    return codes.includes(thresholdsFailed)
        ? { state: "not-held", text: "a threshold does not hold" }
        : { state: "broken", text: `the run failed: ${condition.message ?? condition.reason ?? "no reason given"}` };
}

function ended(status: V1Job["status"]): boolean {
    return (
        status?.conditions?.some(
            ({ type, status: holds }) => holds === "True" && (type === "Complete" || type === "Failed"),
        ) === true
    );
}
