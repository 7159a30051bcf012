import { type Fault } from "../../../config/fault";
import { type ServingConfig } from "../../../config/serving/serving";
import { analysisOf } from "../../../config/serving/traffic";
import { hashArguments } from "./analysis";
import { oneRelease, oneReleaseFaults } from "./oneRelease";
import { type TrafficStrategy } from "./strategy";

/** A new version is tried on a Service of its own; all requests are then switched to it at once. */
export const blueGreen: TrafficStrategy = {
    keys: ["analysis", "autoPromote", "previewReplicas"],
    controller: { plain: "Rollout", volumePerPod: undefined },
    // The controller selects the pods of the active and of the new version.
    runTimeFields: { services: ["spec.selector"], destinationRules: [], virtualService: [] },
    faults: (path, config) => [...untriedFaults(path, config), ...oneReleaseFaults(path, config)],
    derivedNames: (workload) =>
        [previewName(workload), podsName(workload)].map((name) => ({ key: "traffic.strategy", name })),
    releases: oneRelease,
    // Before the switch the new version has as many pods as the old one.
    rolloutPods: (pods) => pods,
    services: (workload) => [workload, previewName(workload)],
    podsService: podsName,
    subsets: () => [],
    destinations: () => [{}],
    headerRoutes: () => [],
    mirror: () => undefined,
    rollout:
        (workload, { autoPromote = false, previewReplicas = 1 }) =>
        ({ analysis }) => ({
            blueGreen: {
                activeService: workload,
                previewService: previewName(workload),
                autoPromotionEnabled: autoPromote,
                // A few pods are enough to try the new version; before the switch there are as many as of the old one.
                previewReplicaCount: previewReplicas,
                // Old pods stay for requests that proxies still send them, then free their nodes.
                scaleDownDelaySeconds: 60,
                abortScaleDownDelaySeconds: 30,
                prePromotionAnalysis: { templates: [{ templateName: analysis }], args: hashArguments },
            },
        }),
    // Nobody calls the new version by chance: without requests there is nothing to judge.
    analysis: (traffic) => analysisOf(traffic, "pause"),
};

/** A switch that neither a person nor a request has stood for. */
function untriedFaults(path: string, { traffic }: ServingConfig): readonly Fault[] {
    return traffic.autoPromote === true && traffic.analysis?.noTraffic === "proceed"
        ? [
              {
                  path: `${path}.traffic.analysis.noTraffic`,
                  reason:
                      "is proceed with autoPromote, so that a version that no request has tried would take over: " +
                      "use pause, or leave autoPromote out",
              },
          ]
        : [];
}

/** Name of the Service on which the new version is tried. */
function previewName(workload: string): string {
    return `${workload}-preview`;
}

/**
 * Name of the Service that keeps the switch from failing requests: a proxy serves the ports of Services that select its pod,
 * so that the old pods would reject what callers that have not heard of the switch still send.
 */
function podsName(workload: string): string {
    return `${workload}-all`;
}
