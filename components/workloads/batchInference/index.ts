import { keyPath } from "../../../config/fault";
import { jobAlerts } from "../../serving/jobs/jobAlerts";
import { jobDemands, jobFaults } from "../../serving/jobs/jobFaults";
import { alertRules } from "../../serving/observation/ruleObjects";
import { mountFaults } from "../../serving/pod/faults";
import { PodWorkload } from "../../serving/pod/podWorkload";
import { objectVolumeObjects } from "../../serving/pod/objectVolume";
import { defineKind } from "../kind";
import { batchCronJob } from "./cronJob";
import { batchPlan, fixedVariables, inputVolume } from "./plan";
import { kind, schema } from "./schema";

/** A program of the user's own image that works off the objects of a bucket on a schedule. */
export const batchInference = defineKind({
    kind,
    schema,
    demands: (name, config) => jobDemands(name, config),
    faults: (name, config, stack) => [
        ...jobFaults(name, config, stack, fixedVariables),
        ...mountFaults(keyPath("workloads", name, "input"), "is mounted", "remove the workload", stack),
    ],
    create: (name, config, context, opts) => {
        const plan = batchPlan(name, config);
        new PodWorkload(
            name,
            {
                plan,
                context,
                create: (inside, before) => {
                    alertRules(plan, jobAlerts(plan, "cron-job"), inside);
                    batchCronJob(plan, config, inside, [
                        ...before,
                        ...objectVolumeObjects(inputVolume(plan, config), inside),
                    ]);
                },
            },
            opts,
        );
        return {};
    },
});
