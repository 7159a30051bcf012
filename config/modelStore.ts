import { z } from "zod";
import { keyArn } from "./keys";
import { awsRegion } from "./region";

/**
 * Names that S3 gives to general purpose buckets: 3 to 63 lower-case letters, digits, dashes and single dots, not an IP address,
 * none of the reserved prefixes and suffixes. Source: S3 user guide, general purpose bucket naming rules.
 */
export const bucketNamePattern =
    /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Where models live: `models/<model>/<version>/…` in one bucket, and its replicas. */
export const modelStoreSchema = z
    .strictObject({
        replicaRegions: z
            .array(awsRegion)
            .max(3)
            .refine((regions) => new Set(regions).size === regions.length, "names a region twice")
            .default([])
            .describe("Regions that receive a replica of every model; each gets a bucket and a key of its own."),
        noncurrentDays: z.int().min(1).max(3650).default(90).describe("Days that superseded object versions are kept."),
        existing: z
            .strictObject({
                bucket: z
                    .string()
                    .regex(
                        bucketNamePattern,
                        "must be the name of an S3 bucket: 3 to 63 lower-case letters, digits, dashes and single dots",
                    )
                    .meta({ examples: ["team-models"] })
                    .describe("Name of the bucket."),
                keyArn: keyArn.optional().describe("Key of its objects, in this region. Default: S3's own keys."),
                readOnly: z
                    .boolean()
                    .default(false)
                    .describe(
                        "Models are published in another region and arrive here by replication: `publish-model` and " +
                            "trainings are rejected, since a version that is written here stays here, and the same " +
                            "number published there would overwrite it.",
                    ),
            })
            .optional()
            .describe(
                "A bucket that another stack made, for example its replica in this region; the stack then makes none. " +
                    "Default: a bucket of its own.",
            ),
    })
    .refine(({ existing, replicaRegions }) => existing === undefined || replicaRegions.length === 0, {
        path: ["replicaRegions"],
        message: "the bucket's own stack replicates it: drop replicaRegions, or drop existing",
    });
export type ModelStoreConfig = Readonly<z.output<typeof modelStoreSchema>>;
