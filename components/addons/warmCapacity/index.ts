import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type AcceleratorName } from "../../../config/names";
import { gpuGroups, resources, restrictedContainer, restrictedPod, softSpread, tolerationsFor } from "../facts";
import { type AddonFrame } from "../context";
import { resolveImage } from "../images";

/** Does nothing, in a few hundred KiB. */
const pauseImage = "registry.k8s.io/pause:3.10.1";

/**
 * Holds GPU slots with pods that yield to any real pod: the real pod starts at once in their place, they go pending, and the
 * autoscaler brings a node for them. Costs what the GPUs cost.
 */
export class WarmCapacity extends pulumi.ComponentResource {
    constructor(
        name: string,
        frame: AddonFrame,
        waitFor: readonly pulumi.Resource[],
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("inference-platform:addons:WarmCapacity", name, {}, opts);
        const { facts } = frame;
        for (const [accelerator, slots] of Object.entries(facts.addons.warmCapacity)) {
            const holder = `warm-capacity-${accelerator}`;
            const labels = { app: holder };
            new k8s.apps.v1.Deployment(
                holder,
                {
                    metadata: { name: holder, namespace: "gpu-system" },
                    spec: {
                        replicas: slots,
                        selector: { matchLabels: labels },
                        // A new version must not ask for twice the GPUs.
                        strategy: { type: "Recreate" },
                        template: {
                            metadata: { labels },
                            spec: podSpec(frame, accelerator as AcceleratorName, labels),
                        },
                    },
                },
                {
                    parent: this,
                    dependsOn: [...frame.namespace("gpu-system"), ...waitFor],
                    customTimeouts: { create: "30m" },
                },
            );
        }
        this.registerOutputs();
    }
}

function podSpec(
    { facts }: AddonFrame,
    accelerator: AcceleratorName,
    labels: Readonly<Record<string, string>>,
): k8s.types.input.core.v1.PodSpec {
    const groups = gpuGroups(facts).filter((group) => group.accelerator === accelerator);
    const { requests, limits } = resources("10m", "10m", "16Mi", "16Mi");
    return {
        priorityClassName: "warm-capacity",
        terminationGracePeriodSeconds: 0,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        nodeSelector: { accelerator: groups[0]?.labels.accelerator ?? accelerator },
        tolerations: tolerationsFor(groups).map((toleration) => ({ ...toleration })),
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
