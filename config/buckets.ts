import { z } from "zod";

const objectLockModes = ["governance", "compliance"] as const;

/** Buckets besides the models: batch data, results, backups, and what add-ons store. */
export const bucketsSchema = z.strictObject({
    /** Lets `pulumi destroy` delete buckets with all that is in them; only in development. */
    deletable: z.boolean().default(false),
    /** Retention of access logs in days. */
    accessLogDays: z.int().min(1).max(3650).default(90),
    /** Days that superseded object versions are kept in every bucket but the models'. */
    noncurrentDays: z.int().min(1).max(3650).default(30),
    /** Days that results of batch jobs are kept. Default: for ever. */
    resultDays: z.int().min(1).max(3650).optional(),
    backups: z
        .strictObject({
            /** Days that a backup is kept. */
            days: z.int().min(1).max(3650).default(90),
            /** Nobody deletes or overwrites a backup before its time; `compliance` binds the account's owner too. Default: no lock. */
            objectLock: z
                .strictObject({
                    mode: z.enum(objectLockModes).default("governance"),
                    days: z.int().min(1).max(3650),
                })
                .optional(),
        })
        .refine(({ days, objectLock }) => objectLock === undefined || objectLock.days <= days, {
            path: ["objectLock", "days"],
            message: "must not be longer than backups are kept",
        })
        .prefault({}),
});
export type BucketsConfig = Readonly<z.output<typeof bucketsSchema>>;
