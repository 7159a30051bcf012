import { z } from "zod";
import { memoryQuantity } from "./quantity";

/** Models lie at `<modelsRoot><model>/<version>/` in the models bucket, each version with its manifest. */
export const modelsRoot = "models/";

/** Digests of every file of a version, in the format of sha256sum, beside the files. */
export const manifestName = "manifest.sha256";

export const modelName = z
    .string()
    .regex(
        /^[a-zA-Z0-9]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?$/,
        "must be letters, digits, dashes and underscores, at most 63",
    )
    .meta({ examples: ["detector"] });

/** Versions are often points in time, down to microseconds. A greater number would lose digits where YAML and JSON are read. */
const maxModelVersion = Number.MAX_SAFE_INTEGER;

/** What a version's number must be, wherever one is named. */
export const modelVersionRule = `must be a whole number from 1 to ${maxModelVersion}`;

export const modelVersion = z.int().min(1);

/** Which versions of a model are loaded. */
const servedVersions = z.union([
    z.array(modelVersion).min(1),
    z.strictObject({ latest: z.int().min(1).max(10).describe("Number of newest versions that are served.") }),
    z.literal("all"),
]);
export type ServedVersions = z.output<typeof servedVersions>;

const sha256 = z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits");

export const modelSchema = z.strictObject({
    path: z
        .string()
        .regex(/^([A-Za-z0-9_.-]+\/)+$/, "must be a path below the models root that ends with /, such as detector/")
        .refine((path) => !path.split("/").includes(".."), "must not climb out of the models root")
        .meta({ examples: ["detector/"] })
        .optional()
        .describe("Where the model lies below the models root; default: the model's name. Ends with a slash."),
    versions: servedVersions.describe(
        "`[1, 2]`, `{ latest: 2 }` or `all`; a list is the safe choice, since it only changes with the stack " +
            "file.",
    ),
    labels: z
        .record(
            z
                .string()
                .regex(
                    /^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$/,
                    "must be letters, digits, underscores, and between them dots and dashes",
                ),
            modelVersion,
        )
        .default({})
        .describe(
            "Names for versions that clients may ask for instead of numbers, for example `{ stable: 1, v1.2.0: 2 }`.",
        ),
    digests: z
        .record(z.string().regex(/^[1-9]\d*$/, "must be a version number"), sha256)
        .default({})
        .describe(
            "Digest of a version's manifest, as `npm run publish-model` prints it; a version that differs is not " +
                "served.",
        ),
    framework: z
        .string()
        .min(1)
        .max(40)
        .default("tensorflow")
        .describe("What the model was made with, for people and dashboards."),
});
export type ModelConfig = Readonly<z.output<typeof modelSchema>>;

const modelVolumeKinds = ["mount", "sync", "persistent-cache"] as const;
export type ModelVolumeKind = (typeof modelVolumeKinds)[number];

/** How model files reach the pod. */
export const modelVolumeSchema = z.strictObject({
    kind: z
        .enum(modelVolumeKinds)
        .default("sync")
        .describe(
            "`mount`: the bucket through Mountpoint for S3, read-only, with a local cache. `sync`: copied and " +
                "verified before the server starts. `persistent-cache`: the same into a volume that survives the pod.",
        ),
    size: memoryQuantity
        .optional()
        .describe(
            "Room for the files: the cache of a mount (default 20Gi), the emptyDir of a sync (10Gi), the claim of " +
                "a persistent cache (50Gi).",
        ),
    deleteFirst: z
        .boolean()
        .optional()
        .describe(
            "Only `persistent-cache`: removes versions that are no longer served before it copies new ones, so " +
                "that the claim needs room for one set of versions. A pod whose copy fails then has neither, and a " +
                "rollback copies again. Default false: after the copy.",
        ),
});
export type ModelVolumeConfig = Readonly<z.output<typeof modelVolumeSchema>>;

/** Where a model lies in the bucket, ending with a slash. */
export function modelPrefix(name: string, model: ModelConfig): string {
    return `${modelsRoot}${model.path ?? `${name}/`}`;
}
