import type * as k8s from "@pulumi/kubernetes";
import { keyPath } from "../../../config/fault";
import { podDemands } from "../../../config/serving/pod";
import { resourceFaults } from "../../../config/serving/resources";
import { podFailurePolicy } from "../../kubernetes/podFailures";
import { type StackContext } from "../../serving/context";
import { cronJob, cronTemplate } from "../../serving/jobs/cronJob";
import { jobPodTemplate } from "../../serving/jobs/jobTemplate";
import { alertRules } from "../../serving/observation/ruleObjects";
import { PodWorkload } from "../../serving/pod/podWorkload";
import { storeClientEnv } from "../../serving/pod/storeClient";
import { defineKind } from "../kind";
import { backupAlerts } from "./alerts";
import { type BackupPlan, backupPlan, backupsPrefix, modelsPrefix, podConfig, restoreName } from "./plan";
import { kind, type ModelBackupConfig, schema } from "./schema";

/** A dated, verified copy of every published model, and the way back. */
export const modelBackup = defineKind({
    kind,
    schema,
    demands: (name, config) => podDemands(name, podConfig(config)),
    faults: (name, { resources }, stack) => [
        ...resourceFaults(keyPath("workloads", name, "resources"), resources),
        ...(Object.hasOwn(stack.workloads, restoreName(name))
            ? [
                  {
                      path: keyPath("workloads", name),
                      reason: `makes objects named "${restoreName(name)}", and so does that workload: rename one of them`,
                  },
              ]
            : []),
    ],
    create: (name, config, context, opts) => {
        createJob(backupPlan(name, "backup", config, context.topic), config, context, opts);
        createJob(backupPlan(restoreName(name), "restore", config, context.topic), config, context, opts);
        return {};
    },
});

function createJob(
    plan: BackupPlan,
    config: ModelBackupConfig,
    context: StackContext,
    opts: Parameters<typeof modelBackup.create>[3],
): void {
    new PodWorkload(
        plan.name,
        {
            plan,
            context,
            create: (inside, before) => {
                alertRules(plan, backupAlerts(plan, config), inside);
                const spec = jobSpec(plan, config, context);
                if (plan.command === "backup") {
                    cronJob(plan, config, spec, inside, before);
                } else {
                    cronTemplate(plan, spec, inside, before);
                }
            },
        },
        opts,
    );
}

function jobSpec(
    plan: BackupPlan,
    { backoffLimit, deadlineSeconds }: ModelBackupConfig,
    context: StackContext,
): k8s.types.input.batch.v1.JobSpec {
    const { models, backups } = context.platform.stores;
    if (backups === undefined) {
        throw new Error("backups need the store of backups, which the stack does not have");
    }
    return {
        completions: 1,
        parallelism: 1,
        backoffLimit,
        activeDeadlineSeconds: deadlineSeconds,
        podReplacementPolicy: "Failed",
        podFailurePolicy,
        template: jobPodTemplate(plan, plan.releases[0], context, {
            container: "copy",
            main: {
                env: storeClientEnv(
                    {
                        MODELS_BUCKET: models.bucket,
                        MODELS_PREFIX: modelsPrefix,
                        BACKUPS_BUCKET: backups.bucket,
                        BACKUPS_PREFIX: backupsPrefix,
                    },
                    plan,
                    context,
                ),
            },
        }),
    };
}
