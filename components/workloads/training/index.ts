import { type Fault, keyPath } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { modelVersionRule } from "../../../config/serving/model";
import { jobAlerts } from "../../serving/jobs/jobAlerts";
import { jobDemands, jobFaults } from "../../serving/jobs/jobFaults";
import { alertRules } from "../../serving/observation/ruleObjects";
import { mountFaults } from "../../serving/pod/faults";
import { PodWorkload } from "../../serving/pod/podWorkload";
import { objectVolumeObjects } from "../../serving/pod/objectVolume";
import { defineKind } from "../kind";
import { trainingJob } from "./job";
import { dataVolume, fixedArguments, fixedVariables, publishedVersions, trainingPlan } from "./plan";
import { kind, schema, type TrainingConfig } from "./schema";

/** A training program of the user's own image: resumes from checkpoints and publishes what it has made. */
export const training = defineKind({
    kind,
    schema,
    demands: (name, config) => jobDemands(name, config),
    faults: (name, config, stack) => [
        ...jobFaults(name, config, stack, fixedVariables),
        ...mountFaults(keyPath("workloads", name, "data"), "is mounted", "remove the workload", stack),
        ...parameterFaults(name, config),
        ...versionFaults(name, config, stack),
        ...storeFaults(name, stack),
        ...mlflowFaults(name, config, stack),
    ],
    create: (name, config, context, opts) => {
        const plan = trainingPlan(name, config, context);
        new PodWorkload(
            name,
            {
                plan,
                context,
                create: (inside, before) => {
                    alertRules(plan, jobAlerts(plan, "job"), inside);
                    trainingJob(plan, config, inside, [
                        ...before,
                        ...objectVolumeObjects(dataVolume(plan, config), inside),
                        ...(config.mlflow === undefined ? [] : (context.inCluster.experiments?.ready ?? [])),
                    ]);
                },
            },
            opts,
        );
        return {};
    },
});

function parameterFaults(name: string, { parameters }: TrainingConfig): readonly Fault[] {
    return Object.keys(parameters)
        .filter((parameter) => fixedArguments.includes(parameter))
        .map((parameter) => ({
            path: keyPath("workloads", name, "parameters", parameter),
            reason: "has a key of its own or is set by the platform: leave it out here",
        }));
}

/** A published version is never replaced: of two trainings of one version, the second would be for nothing. */
function versionFaults(name: string, config: TrainingConfig, stack: PlatformConfig): readonly Fault[] {
    const path = keyPath("workloads", name, "output", "version");
    const versions = publishedVersions(config);
    if (!Number.isSafeInteger(config.output.version + (config.completions - 1))) {
        return [{ path, reason: `and ${config.completions} completions make greater versions: ${modelVersionRule}` }];
    }
    const others = Object.entries(stack.workloads).filter(([other, each]) => each.kind === kind && other < name);
    return others.flatMap(([other, each]) => {
        const theirs = publishedVersions(each as unknown as TrainingConfig);
        const both = versions.find((version) => theirs.includes(version));
        return both === undefined
            ? []
            : [{ path, reason: `publishes ${both}, and so does workloads.${other}: give each a version of its own` }];
    });
}

/** A training ends in a publication. */
function storeFaults(name: string, { modelStore }: PlatformConfig): readonly Fault[] {
    return modelStore.existing?.readOnly === true
        ? [
              {
                  path: keyPath("workloads", name, "output"),
                  reason:
                      "is published to the models bucket, and modelStore.existing.readOnly says that models come from " +
                      "another region: train there",
              },
          ]
        : [];
}

function mlflowFaults(name: string, { mlflow, namespace }: TrainingConfig, stack: PlatformConfig): readonly Fault[] {
    const path = keyPath("workloads", name, "mlflow");
    if (mlflow === undefined) {
        return [];
    }
    if (!stack.addons.mlflow.enabled) {
        return [{ path, reason: 'needs MLflow, and "addons.mlflow.enabled" is false: switch it on' }];
    }
    return namespace === "ml-training"
        ? []
        : [
              {
                  path,
                  reason: `is for namespace ml-training, and the workload is in ${namespace}: move it, or leave this out`,
              },
          ];
}
