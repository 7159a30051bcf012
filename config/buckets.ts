import { z } from "zod";

const objectLockModes = ["governance", "compliance"] as const;

/** Buckets besides the models: batch data, results, backups, and what add-ons store. */
export const bucketsSchema = z.strictObject({
    deletable: z
        .boolean()
        .default(false)
        .describe("Lets `pulumi destroy` delete buckets with all that is in them; only in development."),
    accessLogDays: z.int().min(1).max(3650).default(90).describe("Days that the logs of who read and wrote are kept."),
    noncurrentDays: z
        .int()
        .min(1)
        .max(3650)
        .default(30)
        .describe("Days that superseded object versions are kept in every bucket but the models'."),
    resultDays: z
        .int()
        .min(1)
        .max(3650)
        .optional()
        .describe("Days that results of batch jobs are kept. Default: for ever."),
    backups: z
        .strictObject({
            days: z.int().min(1).max(3650).default(90).describe("Days that a backup is kept."),
            objectLock: z
                .strictObject({
                    mode: z
                        .enum(objectLockModes)
                        .default("governance")
                        .describe(
                            "`governance`: people with a special permission may still delete; `compliance`: nobody may. Danger: " +
                                "compliance cannot be undone.",
                        ),
                    days: z.int().min(1).max(3650).describe("Days that an object is locked."),
                })
                .optional()
                .describe(
                    "Nobody deletes or overwrites a backup before its time; `compliance` binds the account's owner too. " +
                        "Default: no lock.",
                ),
        })
        .refine(({ days, objectLock }) => objectLock === undefined || objectLock.days <= days, {
            path: ["objectLock", "days"],
            message: "must not be longer than backups are kept",
        })
        .prefault({})
        .describe("The bucket for backups."),
});
export type BucketsConfig = Readonly<z.output<typeof bucketsSchema>>;
