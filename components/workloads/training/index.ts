import { type Fault, keyPath } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { modelVersionRule } from "../../../config/serving/model";
import { jobAlerts, type JobOrigin } from "../../serving/jobs/jobAlerts";
import { jobDemands, jobFaults } from "../../serving/jobs/jobFaults";
import { alertRules, rules } from "../../serving/observation/ruleObjects";
import { mountFaults } from "../../serving/pod/faults";
import { PodWorkload } from "../../serving/pod/podWorkload";
import { objectVolumeObjects } from "../../serving/pod/objectVolume";
import { defineKind } from "../kind";
import { driftFaults } from "./driftFaults";
import { driftTriggerRules } from "./driftTrigger";
import { gangCalls, gangIngress, gangObjects, gangVariables, isGang, podsOfRun } from "./gang";
import { gangFaults } from "./gangFaults";
import { trainingRuns } from "./job";
import { dataVolume, fixedArguments, fixedVariables, publishedVersions, trainingPlan } from "./plan";
import { kind, schema, type TrainingConfig } from "./schema";

/** A training program of the user's own image: resumes from checkpoints and publishes what it has made: once, on a schedule, or when predictions drift. */
export const training = defineKind({
    kind,
    schema,
    demands: (name, config) =>
        jobDemands(name, { ...config, ...podsOfRun(config) }).map((demand) => ({
            ...demand,
            ...(isGang(config) && { together: true }),
        })),
    calls: (name, config) => (isGang(config) ? gangCalls({ name, namespace: config.namespace }, config) : []),
    faults: (name, config, stack) => [
        ...jobFaults(name, config, stack, isGang(config) ? [...fixedVariables, ...gangVariables] : fixedVariables),
        ...gangFaults(keyPath("workloads", name), config, stack),
        ...mountFaults(keyPath("workloads", name, "data"), "is mounted", "remove the workload", stack),
        ...parameterFaults(name, config),
        ...(config.retraining === undefined
            ? versionFaults(keyPath("workloads", name), config)
            : retrainingFaults(keyPath("workloads", name), config)),
        ...driftFaults(keyPath("workloads", name), config, stack),
        ...sameOutputFaults(name, config, stack),
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
                ...(isGang(config) && { callers: [gangIngress(plan, config)] }),
                create: (inside, before) => {
                    alertRules(plan, jobAlerts(plan, originOf(config)), inside);
                    if (config.retraining?.drift !== undefined) {
                        rules(plan, "drift", [driftTriggerRules(plan, config.retraining.drift)], inside);
                    }
                    trainingRuns(plan, config, inside, [
                        ...before,
                        ...objectVolumeObjects(dataVolume(plan, config), inside),
                        ...(isGang(config) ? gangObjects(plan, config, inside) : []),
                        ...(config.mlflow === undefined ? [] : (context.inCluster.experiments?.ready ?? [])),
                    ]);
                },
            },
            opts,
        );
        return {};
    },
});

function originOf({ retraining }: TrainingConfig): JobOrigin {
    if (retraining === undefined) {
        return "job";
    }
    return retraining.drift === undefined ? "cron-job" : "scaled-job";
}

function parameterFaults(name: string, { parameters }: TrainingConfig): readonly Fault[] {
    return Object.keys(parameters)
        .filter((parameter) => fixedArguments.includes(parameter))
        .map((parameter) => ({
            path: keyPath("workloads", name, "parameters", parameter),
            reason: "has a key of its own or is set by the platform: leave it out here",
        }));
}

function versionFaults(path: string, { output, completions }: TrainingConfig): readonly Fault[] {
    if (output.version === undefined) {
        return [
            {
                path: `${path}.output.version`,
                reason: 'is missing: name the version that the run publishes, or what repeats it under "retraining"',
            },
        ];
    }
    return Number.isSafeInteger(output.version + (completions - 1))
        ? []
        : [
              {
                  path: `${path}.output.version`,
                  reason: `and ${completions} completions make greater versions: ${modelVersionRule}`,
              },
          ];
}

/** Keys that are for one run of one version. */
function retrainingFaults(path: string, { output, completions, mlflow }: TrainingConfig): readonly Fault[] {
    const faults: readonly (readonly [wrong: boolean, key: string, reason: string])[] = [
        [
            output.version !== undefined,
            "output.version",
            'is one version, and "retraining" publishes one per run, numbered by its time: leave it out',
        ],
        [completions > 1, "completions", 'must be 1 with "retraining": each time makes one version'],
        [
            mlflow?.runId !== undefined,
            "mlflow.runId",
            'is one run of MLflow, and "retraining" makes one each time: leave it out',
        ],
    ];
    return faults.filter(([wrong]) => wrong).map(([, key, reason]) => ({ path: `${path}.${key}`, reason }));
}

/** A published version is never replaced: of two trainings of one version, the second would be for nothing. */
function sameOutputFaults(name: string, config: TrainingConfig, stack: PlatformConfig): readonly Fault[] {
    const others = Object.entries(stack.workloads).filter(([other, each]) => each.kind === kind && other < name);
    return others.flatMap(([other, each]) => {
        const theirs = each as unknown as TrainingConfig;
        const path = keyPath("workloads", name, "output");
        const { model } = config.output;
        if (config.retraining !== undefined && theirs.retraining !== undefined && model === theirs.output.model) {
            const reason = `is ${model}, and workloads.${other} retrains it as well: give each a model of its own`;
            return [{ path: `${path}.model`, reason }];
        }
        const both = publishedVersions(config).find((version) => publishedVersions(theirs).includes(version));
        return both === undefined
            ? []
            : [
                  {
                      path: `${path}.version`,
                      reason: `publishes ${both}, and so does workloads.${other}: give each a version of its own`,
                  },
              ];
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
