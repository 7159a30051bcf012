import { type Fault, keyPath } from "../../../config/fault";
import { jobAlerts } from "../../serving/jobs/jobAlerts";
import { jobDemands, jobFaults } from "../../serving/jobs/jobFaults";
import { alertRules } from "../../serving/observation/ruleObjects";
import { mountFaults } from "../../serving/pod/faults";
import { PodWorkload } from "../../serving/pod/podWorkload";
import { objectVolumeObjects } from "../../serving/pod/objectVolume";
import { defineKind } from "../kind";
import { batchCronJob } from "./cronJob";
import { batchPlan, fixedVariables, inputVolume } from "./plan";
import { batchScaledJob } from "./scaledJob";
import { type BatchInferenceConfig, kind, schema } from "./schema";

/** A program of the user's own image that works off the objects of a bucket, on a schedule or as messages name them. */
export const batchInference = defineKind({
    kind,
    schema,
    demands: (name, config) =>
        // Each run that messages start is one pod, and its number is not known.
        jobDemands(name, config.queue === undefined ? config : { ...config, completions: config.parallelism }),
    queues: ({ queue }) => (queue === undefined ? [] : [queue.url]),
    faults: (name, config, stack) => [
        ...jobFaults(name, config, stack, fixedVariables),
        ...mountFaults(keyPath("workloads", name, "input"), "is mounted", "remove the workload", stack),
        ...queueFaults(keyPath("workloads", name), config),
    ],
    create: (name, config, context, opts) => {
        const plan = batchPlan(name, config);
        new PodWorkload(
            name,
            {
                plan,
                context,
                create: (inside, before) => {
                    const ready = [...before, ...objectVolumeObjects(inputVolume(plan, config), inside)];
                    const { queue } = config;
                    alertRules(plan, jobAlerts(plan, queue === undefined ? "cron-job" : "scaled-job"), inside);
                    if (queue === undefined) {
                        batchCronJob(plan, config, inside, ready);
                    } else {
                        batchScaledJob(plan, { ...config, queue }, inside, ready);
                    }
                },
            },
            opts,
        );
        return {};
    },
});

/** A message may be hidden for twelve hours in all. Source: SQS, visibility timeout. */
const longestVisibilitySeconds = 43_200;

/** Keys of a schedule, of which a queue has none, and times that a queue does not keep a message for. */
function queueFaults(path: string, config: BatchInferenceConfig): readonly Fault[] {
    if (config.queue === undefined) {
        return [];
    }
    const unused = (["schedule", "startingDeadlineSeconds", "completions"] as const).filter(
        (key) => config[key] !== schema.shape[key].parse(undefined),
    );
    return [
        ...unused.map((key) => ({
            path: `${path}.${key}`,
            reason: 'is for runs on a schedule, and "queue" starts a run when messages wait: leave it out',
        })),
        ...(config.access.queues.some(({ url, use }) => url === config.queue?.url && use === "receive")
            ? [
                  {
                      path: `${path}.access.queues`,
                      reason: 'lists the queue of "queue", which the pods may read anyway: leave it out',
                  },
              ]
            : []),
        ...(config.deadlineSeconds > longestVisibilitySeconds
            ? [
                  {
                      path: `${path}.deadlineSeconds`,
                      reason: `is ${config.deadlineSeconds}: must be at most ${longestVisibilitySeconds} with "queue", the longest that SQS keeps a message for one pod`,
                  },
              ]
            : []),
    ];
}
