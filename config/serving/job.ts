import { z } from "zod";
import { type Fault } from "../fault";
import { imageReference } from "./image";
import { podShape } from "./pod";
import { environmentName } from "./secrets";

/** What a stack file may say of every workload whose pods run to their end. */
export const jobShape = {
    ...podShape,
    image: imageReference.describe("Image of the program."),
    cuda: z
        .int()
        .min(11)
        .max(20)
        .optional()
        .describe("Major CUDA version the image was built with; GPUs whose driver is too old for it are refused."),
    args: z
        .array(z.string())
        .default([])
        .describe("Further arguments of the program, after those that the kind gives it."),
    env: z
        .record(environmentName, z.string())
        .default({})
        .describe("Environment variables; no secrets, which go under `secrets`."),
    backoffLimit: z
        .int()
        .min(0)
        .max(100)
        .default(3)
        .describe(
            "Failed pods of one run that are replaced before the run has failed; interruptions by nodes do not " +
                "count.",
        ),
    deadlineSeconds: z
        .int()
        .min(60)
        .max(2_592_000)
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
