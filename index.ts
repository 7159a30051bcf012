import * as pulumi from "@pulumi/pulumi";
import { AddOns, addonData } from "./components/addons";
import { addonDaemons, addonDemands, addonsForAmd64, addonSchemas } from "./components/addons/definitions";
import { addonFaults } from "./components/addons/faults";
import { eks } from "./components/aws/eks";
import { existingCluster } from "./components/existing/existingPlatform";
import { type PlatformImplementation } from "./components/platform";
import { collisionFaults } from "./components/workloads/collisions";
import { workloadKinds } from "./components/workloads/kinds";
import { calledHosts, watchedQueues, Workloads } from "./components/workloads/workloads";
import { loadPlatformConfig } from "./config/load";
import { type PlatformKind } from "./config/platformKind";
import { podDemandsOf, workloadFaults } from "./config/workloadKind";

/** What a stack can be built on, by `platform.kind` of the stack file. */
const platforms: Readonly<Record<PlatformKind, PlatformImplementation>> = {
    eks: eks(addonDaemons, addonsForAmd64),
    existing: existingCluster(addonsForAmd64),
};

/** The stack as a table of contents; the engine, the simulation and the rehearsal call it. */
const program = async (): Promise<Record<string, unknown>> => {
    const config = loadPlatformConfig(pulumi.getStack(), pulumi.runtime.allConfig(), {
        kinds: workloadKinds,
        addons: addonSchemas,
        checks: [
            (stack, demands) => platforms[stack.platform.kind].faults(stack, demands),
            addonFaults,
            workloadFaults(workloadKinds),
            collisionFaults,
        ],
    });
    const implementation = platforms[config.platform.kind];
    const demands = [...podDemandsOf(workloadKinds, config.workloads), ...addonDemands(config)];
    const { platform, outputs, complete } = await implementation.create(config, addonData(config), demands);
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
    complete?.();

    const estimatedCost = implementation.cost?.(config, demands);
    const quotas = implementation.quotas?.(config);
    return Promise.resolve({
        ...outputs,
        ...entrances,
        secretPrefix: platform.secretPrefix,
        workloads: created,
        ...(estimatedCost !== undefined && { estimatedCost }),
        ...(quotas !== undefined && { quotas }),
    });
};

export = program;
