import { z } from "zod";
import { awsRegion } from "./region";

export const modelStoreSchema = z.strictObject({
    /** Regions that receive a replica of every model; each gets a bucket and a key of its own. */
    replicaRegions: z.array(awsRegion).max(3).default([]),
    /** Days that superseded object versions are kept. */
    noncurrentDays: z.int().min(1).max(3650).default(90),
});
export type ModelStoreConfig = Readonly<z.output<typeof modelStoreSchema>>;
