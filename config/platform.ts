import { z } from "zod";
import { type AddonSchemas, addonsSchema } from "./addons";
import { alarmsSchema } from "./alarms";
import { bucketsSchema } from "./buckets";
import { chartsSchema } from "./charts";
import { clusterSchema } from "./cluster";
import { dataStoresSchema } from "./dataStores";
import { imagesSchema } from "./images";
import { ingressSchema } from "./ingress";
import { keysSchema } from "./keys";
import { modelStoreSchema } from "./modelStore";
import { environments } from "./names";
import { namespacesSchema, teamNamespacesSchema } from "./namespaces";
import { networkSchema } from "./network";
import { nodeGroupsSchema } from "./nodeGroups";
import { peopleSchema } from "./people";
import { platformKindSchema } from "./platformKind";
import { pricesSchema } from "./prices";
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
        environment: z
            .enum(environments)
            .default("production")
            .describe("What the stack is for: `production` refuses shortcuts that `development` allows."),
        platform: platformKindSchema.describe(
            "The cluster that the stack builds on. Default: one of its own; `existing` takes one that is already there.",
        ),
        network: networkSchema.prefault({}).describe("The VPC of the stack, its zones, and its way out."),
        cluster: clusterSchema.prefault({}).describe("The control plane: version, administrators, endpoints, logs."),
        people: peopleSchema.describe(
            "People who look at workloads or deploy them and do not administer the cluster, by team. Default: none.",
        ),
        nodeGroups: nodeGroupsSchema.describe(
            "Groups of nodes, by name; at least one without GPU, on-demand, with min of 1.",
        ),
        modelStore: modelStoreSchema
            .prefault({})
            .describe("The bucket with the models, and its replicas in other regions."),
        buckets: bucketsSchema.prefault({}).describe("The other buckets: how long they keep what they hold."),
        keys: keysSchema
            .prefault({})
            .describe("Keys of your own that encrypt secrets and topics which the stack reads or calls."),
        alarms: alarmsSchema
            .prefault({})
            .describe("Alarms of the cloud on the network, the control plane, data stores, replicas and queues."),
        dataStores: dataStoresSchema.prefault({}).describe("PostgreSQL and Redis for workloads; default: none."),
        addons: addonsSchema(addons).describe("What is installed in the cluster beside the workloads, by add-on."),
        charts: chartsSchema.prefault({}).describe("Where Helm charts come from."),
        images: imagesSchema.prefault({}).describe("Where container images come from."),
        ingress: ingressSchema.optional().describe("The entrance for requests from outside; default: none."),
        prices: pricesSchema
            .prefault({})
            .describe("Prices for the estimate of the stack's cost, over the list prices that the program has."),
        serving: servingTopicSchema.prefault({}).describe("What holds for all workloads that serve models."),
        namespaces: namespacesSchema
            .prefault({})
            .describe("Quotas of the namespaces for workloads that every stack has."),
        teamNamespaces: teamNamespacesSchema.describe(
            "Namespaces for workloads of your own, by name, beside those that every stack has. Default: none.",
        ),
    });
}

/** A stack file, checked, with all defaults filled in. */
export interface PlatformConfig extends z.output<ReturnType<typeof topicsSchema>> {
    readonly stack: string;
    readonly region: string;
    readonly workloads: Readonly<Record<string, WorkloadConfig>>;
}
