import { type Fault } from "./fault";

/** Name below `platform-secrets` of the certificate that the program makes for a gateway without `ingress.tlsSecret`. */
export const selfSignedSecret = "ingress-certificate";

/** Names that a Secret may have. Source: Kubernetes, object names, DNS subdomain names. */
export const secretNamePattern = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** Region that clients of the stack's own S3 server sign requests for; it is not a place. */
export const storeRegion = "us-east-1";

/** Namespaces of a stack file that configure the providers of a cloud. */
const cloudProviders = ["aws", "awsx", "eks"] as const;

/**
 * Keys that only a cluster of the stack's own on a cloud gives a meaning, each with the reason it is refused on an existing one;
 * completes the sentence that starts with the quoted path.
 */
const refusedKeys: Readonly<Record<string, string>> = {
    network: "describes the network of a cluster that the stack creates: remove it, nodes already have theirs",
    cluster: "describes a control plane that the stack creates: remove it, and set platform.version to the cluster's",
    nodeGroups:
        "describes nodes that the stack creates: remove it, and list the nodes that are there in platform.nodes",
    modelStore:
        "describes a replicated bucket of a cloud: remove it, and name another store than the stack's own in platform.objectStore",
    buckets: "describes buckets of a cloud: remove it, and name those that are there in platform.objectStore",
    keys: "lists encryption keys of a cloud: remove it",
    prices: "lists prices of a cloud: remove it, an existing cluster has no estimate",
    "dataStores.postgres.kind": "is managed, and an existing cluster has no managed databases: use external",
    "dataStores.redis.kind": "is managed, and an existing cluster has no managed caches: use external",
    "ingress.scheme": "describes a load balancer of a cloud: remove it, and choose platform.gatewayService",
    "ingress.certificateArn":
        "is a certificate of a cloud's load balancer: remove it for a self-signed one, or use tlsSecret",
    "ingress.dns": "keeps records in a DNS zone of a cloud: remove it, and point the name at the gateway yourself",
    "addons.clusterAutoscaler": "creates nodes of a cloud: remove it",
    "addons.loadBalancerController": "creates load balancers of a cloud: remove it, and choose platform.gatewayService",
};

/** Values of refused keys that are no fault: what the key says is the case anyway. */
const harmless: Readonly<Record<string, (value: unknown) => boolean>> = {
    "dataStores.postgres.kind": (value) => value !== "managed",
    "dataStores.redis.kind": (value) => value !== "managed",
};

/** What the stack file of an existing cluster says where it says nothing; the file's own keys win. */
const defaults = {
    nodeGroups: {},
    addons: {
        clusterAutoscaler: { enabled: false },
        loadBalancerController: { enabled: false },
        logging: { enabled: false },
        tracing: { enabled: false },
    },
} as const;

/** Values of the topics of a stack file, as they were written. */
export type Values = Readonly<Record<string, unknown>>;

/** The values of the stack file with what an existing cluster has by default. */
export function withExistingDefaults(values: Values): Values {
    const { ingress } = values;
    const selfSigned = isRecord(ingress) && ingress.certificateArn === undefined;
    return merged(defaults, selfSigned ? { ...values, ingress: { tlsSecret: selfSignedSecret, ...ingress } } : values);
}

/** Faults of keys that make no sense on an existing cluster. */
export function refusedOnExisting(keys: readonly string[], values: Values): readonly Fault[] {
    const providers = keys
        .filter((key) => cloudProviders.some((namespace) => key.startsWith(`${namespace}:`)))
        .map((key) => ({
            path: key,
            reason: "sets the provider of a cloud, which a stack on an existing cluster does not use: remove it",
        }));
    const refused = Object.entries(refusedKeys).flatMap(([path, reason]) => {
        const value = valueAt(values, path.split("."));
        return value === undefined || harmless[path]?.(value) === true ? [] : [{ path, reason }];
    });
    const { platform } = values;
    const sized = isRecord(platform) && platform.objectStore !== undefined && platform.storeSize !== undefined;
    return [...providers, ...refused, ...(sized ? [unusedSize] : [])];
}

const unusedSize: Fault = {
    path: "platform.storeSize",
    reason: "is the volume of the stack's own S3 server, which platform.objectStore replaces: remove one of them",
};

/** Values of `over` on top of `under`; mappings are merged, everything else is replaced. */
function merged(under: Values, over: Values): Values {
    const keys = [...new Set([...Object.keys(under), ...Object.keys(over)])];
    return Object.fromEntries(
        keys.map((key) => {
            const [low, high] = [under[key], over[key]];
            return [key, isRecord(low) && isRecord(high) ? merged(low, high) : high === undefined ? low : high];
        }),
    );
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
    return key === undefined ? value : isRecord(value) ? valueAt(value[key], rest) : undefined;
}

function isRecord(value: unknown): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
