import { refusedOnExisting, storeRegion, type Values, withExistingDefaults } from "./existingCluster";
import { refusedWithExistingNetwork, withExistingNetworkDefaults } from "./existingNetwork";
import { type Fault } from "./fault";
import { type PlatformKind } from "./platformKind";

/** What is known of a kind of platform before one is created: the layers above ask this, never which kind it is. */
export interface PlatformFacts {
    /** What messages call it, with its article. */
    readonly called: string;
    /** Region of a stack whose file names none. Undefined: the file must name one. */
    readonly region?: string;
    /** The values of a stack file with the platform's own defaults; the file's keys win. */
    readonly withDefaults: (values: Values) => Values;
    /** Faults of keys that make no sense on it; `keys` are those of all namespaces. */
    readonly refused: (keys: readonly string[], values: Values) => readonly Fault[];
    /** Whether buckets can be mounted as files. */
    readonly mountsBuckets: boolean;
    /** Whether workloads can scale by the length of a queue. */
    readonly hasQueues: boolean;
    /** Whether a controller of the stack makes the gateway's load balancer. */
    readonly ownLoadBalancers: boolean;
    /** Whether secrets are Kubernetes Secrets, whose names have a form and whose values have keys. */
    readonly kubernetesSecrets: boolean;
}

export const platformFacts: Readonly<Record<PlatformKind, PlatformFacts>> = {
    eks: {
        called: "a cluster of the stack's own",
        withDefaults: withExistingNetworkDefaults,
        refused: (_keys, values) => refusedWithExistingNetwork(values),
        mountsBuckets: true,
        hasQueues: true,
        ownLoadBalancers: true,
        kubernetesSecrets: false,
    },
    existing: {
        called: "an existing cluster",
        region: storeRegion,
        withDefaults: withExistingDefaults,
        refused: refusedOnExisting,
        mountsBuckets: false,
        hasQueues: false,
        ownLoadBalancers: false,
        kubernetesSecrets: true,
    },
};

/** The facts for a stack file as it was written; one whose kind is missing or unknown is read like the default. */
export function factsOfFile({ platform }: Values): PlatformFacts {
    const kind = typeof platform === "object" && platform !== null && "kind" in platform ? platform.kind : undefined;
    return Object.entries(platformFacts).find(([name]) => name === kind)?.[1] ?? platformFacts.eks;
}
