import * as pulumi from "@pulumi/pulumi";
import { AddOns, addonData } from "./components/addons";
import { addonDaemons, addonDemands, addonSchemas } from "./components/addons/definitions";
import { addonFaults } from "./components/addons/faults";
import { costOutput } from "./components/aws/cost/costOutput";
import { costEstimate } from "./components/aws/cost/estimate";
import { acceleratorFaults, addonProcessorFaults, devicePluginFaults } from "./components/aws/nodes/acceleratorFaults";
import { placementFaults } from "./components/aws/nodes/placementFaults";
import { awsFaults } from "./components/aws/awsFaults";
import { eksPlatform } from "./components/aws/eksPlatform";
import { collisionFaults } from "./components/workloads/collisions";
import { workloadKinds } from "./components/workloads/kinds";
import { calledHosts, watchedQueues, Workloads } from "./components/workloads/workloads";
import { loadPlatformConfig } from "./config/load";
import { podDemandsOf, workloadFaults } from "./config/workloadKind";

/** The stack as a table of contents; the engine, the simulation and the rehearsal call it. */
const program = async (): Promise<Record<string, unknown>> => {
    const config = loadPlatformConfig(pulumi.getStack(), pulumi.runtime.allConfig(), {
        kinds: workloadKinds,
        addons: addonSchemas,
        checks: [
            acceleratorFaults,
            placementFaults(addonDaemons),
            awsFaults,
            addonFaults,
            devicePluginFaults,
            addonProcessorFaults,
            workloadFaults(workloadKinds),
            collisionFaults,
        ],
    });
    const demands = [...podDemandsOf(workloadKinds, config.workloads), ...addonDemands(config)];
    const { platform, outputs } = await eksPlatform(config, addonData(config), demands);
    const { inCluster, outputs: entrances } = new AddOns("add-ons", {
        config,
        platform,
        calledHosts: calledHosts(config.workloads),
        watchedQueues: watchedQueues(config.workloads, platform.cloud.queues),
    });
    const { created } = new Workloads("workloads", {
        workloads: config.workloads,
        environment: config.environment,
        topic: config.serving,
        platform,
        inCluster,
    });

    const estimatedCost = costOutput(costEstimate(config, demands, addonDaemons), config);
    return Promise.resolve({
        ...outputs,
        ...entrances,
        secretPrefix: platform.secretPrefix,
        workloads: created,
        estimatedCost,
    });
};

export = program;
