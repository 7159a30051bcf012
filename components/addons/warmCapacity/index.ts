import * as k8s from "@pulumi/kubernetes";
import { z } from "zod";
import { type Fault } from "../../../config/fault";
import { type AcceleratorName, acceleratorNames } from "../../../config/names";
import { type PlatformConfig } from "../../../config/platform";
import { cores, gibibytes } from "../../../config/serving/quantity";
import { clusterAutoscaler } from "../clusterAutoscaler";
import { defineAddon } from "../definition";
import { devicePlugin } from "../devicePlugin";
import { resources } from "../../kubernetes/resources";
import { restrictedContainer, restrictedPod } from "../../kubernetes/securityContexts";
import { tolerationsFor } from "../../kubernetes/tolerations";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts, gpuGroups } from "../facts";
import { resolveImage } from "../../kubernetes/images";
import { gpuSystem } from "../namespaces";

/** Does nothing, in a few hundred KiB. */
const pauseImage = "registry.k8s.io/pause:3.10.1";

const pauseResources = resources("10m", "10m", "16Mi", "16Mi");

const settings = z
    .partialRecord(z.enum(acceleratorNames), z.int().min(1).max(100))
    .default({})
    .describe(
        "GPU slots held by pods that yield to real ones, by accelerator; each slot costs a GPU around the clock.",
    );

declare module "../../../config/addons" {
    interface AddonsConfig {
        readonly warmCapacity: z.output<typeof settings>;
    }
}

/**
 * Holds GPU slots with pods that yield to any real pod: the real pod starts at once in their place, they go pending, and the
 * autoscaler brings a node for them. Costs what the GPUs cost.
 */
export const warmCapacity = defineAddon({
    name: "warm-capacity",
    component: "WarmCapacity",
    settings: { key: "warmCapacity", schema: settings },
    on: ({ addons }) => Object.keys(addons.warmCapacity).length > 0,
    images: [pauseImage],
    needs: [
        {
            addon: clusterAutoscaler,
            because: "to bring new nodes when warm slots are taken",
            path: "addons.warmCapacity",
        },
        { addon: devicePlugin, because: "to be offered GPUs" },
    ],
    namespaces: [gpuSystem],
    faults: warmCapacityFaults,
    demands: ({ addons }) =>
        Object.entries(addons.warmCapacity).map(([accelerator, slots]) => ({
            path: `addons.warmCapacity.${accelerator}`,
            accelerator: accelerator as AcceleratorName,
            gpus: 1,
            cpu: cores(pauseResources.requests.cpu),
            memoryGiB: gibibytes(pauseResources.requests.memory),
            capacity: "on-demand",
            pods: slots,
            maxPods: slots,
        })),
    create: (context) => {
        const offered = context.find(devicePlugin)?.ready ?? [];
        const ready = Object.entries(context.facts.addons.warmCapacity).map(([accelerator, slots]) => {
            const holder = `warm-capacity-${accelerator}`;
            const labels = { app: holder };
            return new k8s.apps.v1.Deployment(
                holder,
                {
                    metadata: { name: holder, namespace: gpuSystem.name },
                    spec: {
                        replicas: slots,
                        selector: { matchLabels: labels },
                        // A new version must not ask for twice the GPUs.
                        strategy: { type: "Recreate" },
                        template: {
                            metadata: { labels },
                            spec: podSpec(context.facts, accelerator as AcceleratorName, labels),
                        },
                    },
                },
                {
                    ...context.inside(gpuSystem, ...context.priorityClasses, ...offered),
                    customTimeouts: { create: "30m" },
                },
            );
        });
        return { ready };
    },
});

/** Slots on GPUs that no node of the stack has. */
function warmCapacityFaults({ addons, nodeGroups }: PlatformConfig): readonly Fault[] {
    return Object.keys(addons.warmCapacity).flatMap((accelerator) =>
        Object.values(nodeGroups).some((group) => group.accelerator === accelerator)
            ? []
            : [
                  {
                      path: `addons.warmCapacity.${accelerator}`,
                      reason: `keeps slots on nodes that this stack does not have: add a node group with accelerator ${accelerator} or drop it`,
                  },
              ],
    );
}

function podSpec(
    facts: AddonFacts,
    accelerator: AcceleratorName,
    labels: Readonly<Record<string, string>>,
): k8s.types.input.core.v1.PodSpec {
    const groups = gpuGroups(facts).filter((group) => group.accelerator === accelerator);
    const { requests, limits } = pauseResources;
    return {
        priorityClassName: "warm-capacity",
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        nodeSelector: { accelerator: groups[0]?.labels.accelerator ?? accelerator },
        tolerations: tolerationsFor(groups.flatMap(({ taints }) => taints)).map((toleration) => ({ ...toleration })),
        // A zone that fails takes only some of the warm slots with it.
        topologySpreadConstraints: softSpread(labels),
        securityContext: { ...restrictedPod, runAsUser: 65535 },
        containers: [
            {
                name: "pause",
                image: resolveImage(pauseImage, facts.images),
                resources: {
                    requests: { ...requests, "nvidia.com/gpu": "1" },
                    limits: { ...limits, "nvidia.com/gpu": "1" },
                },
                securityContext: { ...restrictedContainer, capabilities: { drop: ["ALL"] } },
            },
        ],
    };
}
