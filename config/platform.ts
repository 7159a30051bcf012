import { z } from "zod";
import { type AddonSchemas, addonsSchema } from "./addons";
import { bucketsSchema } from "./buckets";
import { chartsSchema } from "./charts";
import { clusterSchema } from "./cluster";
import { dataStoresSchema } from "./dataStores";
import { imagesSchema } from "./images";
import { ingressSchema } from "./ingress";
import { modelStoreSchema } from "./modelStore";
import { environments } from "./names";
import { namespacesSchema } from "./namespaces";
import { networkSchema } from "./network";
import { nodeGroupsSchema } from "./nodeGroups";
import { servingTopicSchema } from "./serving/topic";
import { type WorkloadConfig } from "./workload";

/**
 * Every topic of a stack file but `workloads`, whose shape depends on the kinds in the table. One schema per topic; the
 * defaults are the safe production choice.
 *
 * @param addons the schema of each add-on, which its definition holds
 */
export function topicsSchema(addons: AddonSchemas) {
    return z.strictObject({
        environment: z.enum(environments).default("production"),
        network: networkSchema.prefault({}),
        cluster: clusterSchema.prefault({}),
        nodeGroups: nodeGroupsSchema,
        modelStore: modelStoreSchema.prefault({}),
        buckets: bucketsSchema.prefault({}),
        dataStores: dataStoresSchema.prefault({}),
        addons: addonsSchema(addons),
        charts: chartsSchema.prefault({}),
        images: imagesSchema.prefault({}),
        ingress: ingressSchema.optional(),
        serving: servingTopicSchema.prefault({}),
        namespaces: namespacesSchema.prefault({}),
    });
}

/** A stack file, checked, with all defaults filled in. */
export interface PlatformConfig extends z.output<ReturnType<typeof topicsSchema>> {
    readonly stack: string;
    readonly region: string;
    readonly workloads: Readonly<Record<string, WorkloadConfig>>;
}
