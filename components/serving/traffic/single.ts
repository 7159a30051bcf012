import { oneRelease, oneReleaseFaults } from "./oneRelease";
import { surgeOf } from "./rollingUpdate";
import { type TrafficStrategy } from "./strategy";

/** One version; a Deployment or StatefulSet replaces its pods. */
export const single: TrafficStrategy = {
    keys: [],
    controller: { plain: "Deployment", volumePerPod: "StatefulSet" },
    runTimeFields: { services: [], destinationRules: [], virtualService: [] },
    faults: oneReleaseFaults,
    derivedNames: () => [],
    releases: oneRelease,
    rolloutPods: surgeOf,
    services: (workload) => [workload],
    podsService: () => undefined,
    subsets: () => [],
    destinations: () => [{}],
    headerRoutes: () => [],
    mirror: () => undefined,
    rollout: () => undefined,
    analysis: () => undefined,
};
