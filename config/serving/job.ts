import { z } from "zod";
import { type Fault } from "../fault";
import { cronFault } from "./cron";
import { cloudAccess } from "./cloudAccess";
import { imageReference } from "./image";
import { cudaVersion, podShape } from "./pod";
import { environmentName } from "./secrets";

const cronExpression = z.string().superRefine((expression, context) => {
    const fault = cronFault(expression);
    if (fault !== undefined) {
        context.addIssue({ code: "custom", message: fault });
    }
});
const scheduleText = "When a run starts, in UTC, as a cron expression of five fields.";

/** What a stack file may say of a schedule, beside its times. */
const runsOfSchedule = {
    startingDeadlineSeconds: z
        .int()
        .min(10)
        .default(600)
        .describe("Seconds after its time that a run may still start, for example when the control plane was away."),
    history: z
        .strictObject({
            successful: z.int().min(0).default(3).describe("Runs that have succeeded."),
            failed: z.int().min(0).default(3).describe("Runs that have failed."),
        })
        .prefault({})
        .describe("Finished runs whose Jobs and logs stay."),
} as const;

/** What a stack file may say of every workload whose runs begin on a schedule. */
export function cronShape(schedule: string) {
    return {
        schedule: cronExpression.default(schedule).describe(scheduleText),
        suspend: z.boolean().default(false).describe("Keeps the schedule and starts no run."),
        ...runsOfSchedule,
    } as const;
}

/** What starts the runs of a workload that can also do without: a schedule, or drift of the predictions of another workload. */
export const repetitionSchema = z
    .strictObject({
        schedule: cronExpression
            .meta({ examples: ["0 3 * * 0"] })
            .optional()
            .describe(`${scheduleText} Default: no schedule.`),
        drift: z
            .strictObject({
                workload: z
                    .string()
                    .min(1)
                    .meta({ examples: ["detector"] })
                    .describe("Workload whose alert on drift (`alerts.driftPsi`) starts a run."),
                days: z
                    .int()
                    .min(1)
                    .max(365)
                    .default(7)
                    .describe(
                        "Fewest days between two runs; while one alert goes on there is one run, however long it lasts.",
                    ),
            })
            .optional()
            .describe("Starts a run when predictions of a workload drift. Default: drift starts nothing."),
        ...runsOfSchedule,
    })
    .refine(({ schedule, drift }) => (schedule === undefined) !== (drift === undefined), {
        message: "must have either schedule or drift",
    });

const _cronObject = z.object(cronShape("* * * * *"));
export type CronConfig = Readonly<z.output<typeof _cronObject>>;

/** Failed pods of one run that are replaced. */
export const replacedPods = z.int().min(0).max(100).default(3);

/** Seconds of a run: a minute to 30 days. */
export const runSeconds = z.int().min(60).max(2_592_000);

/** What a stack file may say of every workload whose pods run to their end. */
export const jobShape = {
    ...podShape,
    image: imageReference.describe("Image of the program."),
    cuda: cudaVersion,
    access: cloudAccess,
    args: z
        .array(z.string())
        .default([])
        .describe("Further arguments of the program, after those that the kind gives it."),
    env: z
        .record(environmentName, z.string())
        .default({})
        .describe("Environment variables; no secrets, which go under `secrets`."),
    backoffLimit: replacedPods.describe(
        "Failed pods of one run that are replaced before the run has failed; interruptions by nodes do not " + "count.",
    ),
    deadlineSeconds: runSeconds
        .optional()
        .describe(
            "Seconds that a run may take, all its pods together. Default: as long as it takes, unless the kind " +
                "says otherwise.",
        ),
    graceSeconds: z
        .int()
        .min(5)
        .max(600)
        .default(110)
        .describe(
            "Seconds that a pod has to save its work when it is stopped; a spot node is gone two minutes after " +
                "its notice.",
        ),
} as const;

const _jobObject = z.object(jobShape);
/** The part of a workload's configuration that all jobs share. */
export type JobConfig = Readonly<z.output<typeof _jobObject>>;

/**
 * Variables that are set twice: server-side apply refuses them.
 *
 * @param fixed variables that the kind sets itself
 */
export function variableFaults(
    path: string,
    { env, secrets }: Pick<JobConfig, "env" | "secrets">,
    fixed: readonly string[],
): readonly Fault[] {
    const setByPlatform = (key: string, names: object) =>
        fixed
            .filter((name) => Object.hasOwn(names, name))
            .map((name) => ({ path: `${path}.${key}.${name}`, reason: "is set by the platform: choose another name" }));
    return [
        ...setByPlatform("env", env),
        ...setByPlatform("secrets", secrets),
        ...Object.keys(env)
            .filter((name) => Object.hasOwn(secrets, name))
            .map((name) => ({
                path: `${path}.env.${name}`,
                reason: 'is also under "secrets": keep it there alone',
            })),
    ];
}
