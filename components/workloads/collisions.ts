import { type Fault } from "../../config/fault";
import { collectFaults } from "../../config/partial";
import { type PlatformConfig } from "../../config/platform";
import { type EgressConfig } from "../../config/serving/access";
import { type PodConfig } from "../../config/serving/pod";
import { type ServingConfig } from "../../config/serving/serving";
import { strategies } from "../serving/traffic/strategies";
import { deliveries } from "../serving/models/deliveries";

/** Kinds may lack any of these keys. */
type Listed = Partial<ServingConfig> &
    Partial<Pick<PodConfig, "access">> & { readonly namespace: string; readonly queue?: { readonly url: string } };

/** What is valid in each workload and cannot live together: one route, one listener of a proxy, one object for two. */
export function collisionFaults(stack: PlatformConfig): readonly Fault[] {
    const workloads = Object.entries(stack.workloads) as unknown as readonly (readonly [string, Listed])[];
    return collectFaults(
        () => routeFaults(workloads),
        () => listenerFaults(workloads, stack),
        () => nameFaults(workloads),
    );
}

type Workloads = readonly (readonly [string, Listed])[];

/** Paths at the gateway's one host: Istio merges overlapping routes of two workloads in no defined order. */
function routeFaults(workloads: Workloads): Fault[] {
    const claims = workloads.flatMap(([name, { gateway }]) =>
        gateway === undefined
            ? []
            : [
                  {
                      name,
                      path: `workloads.${name}.gateway.pathPrefix`,
                      prefix: gateway.pathPrefix ?? `/${name}/`,
                  },
                  ...gateway.grpcServices.map((service, i) => ({
                      name,
                      path: `workloads.${name}.gateway.grpcServices[${i}]`,
                      prefix: `/${service}/`,
                  })),
              ],
    );
    return claims.flatMap((claim, i) => {
        const other = claims
            .slice(0, i)
            .find(({ prefix }) => claim.prefix.startsWith(prefix) || prefix.startsWith(claim.prefix));
        return other === undefined
            ? []
            : [
                  {
                      path: claim.path,
                      reason: `publishes "${claim.prefix}", which overlaps "${other.prefix}" of ${other.path}: requests would reach either; use another`,
                  },
              ];
    });
}

interface Listener extends Pick<EgressConfig, "host" | "port" | "protocol" | "cidrs"> {
    readonly path: string;
    readonly namespace: string;
}

/** How a proxy tells connections to a port apart: by request, by server name, or by address. */
const listenerOf = { HTTP: "HTTP", GRPC: "HTTP", TLS: "TLS", TCP: "TCP" } as const;

/** Hosts outside the cluster hold for a whole namespace, so that two workloads share a proxy's listeners. */
function listenerFaults(workloads: Workloads, stack: PlatformConfig): Fault[] {
    const all = workloads.flatMap(([name, config]): Listener[] => [
        ...storeListeners(name, config, stack),
        ...queueListeners(name, config),
        ...(config.egress ?? []).map((egress, i) => ({
            ...egress,
            path: `workloads.${name}.egress[${i}]`,
            namespace: config.namespace,
        })),
    ]);
    return all.flatMap((listener, i) => {
        const shared = all
            .slice(0, i)
            .filter(({ namespace, port }) => namespace === listener.namespace && port === listener.port);
        const twice = shared.find((other) => other.host === listener.host && !isSame(other, listener));
        if (twice !== undefined) {
            return [
                {
                    path: listener.path,
                    reason: `describes ${listener.host} and port ${listener.port} differently from ${twice.path}: use the same protocol and cidrs`,
                },
            ];
        }
        const other = shared.find((candidate) => !canShare(candidate, listener));
        return other === undefined
            ? []
            : [
                  {
                      path: listener.path,
                      reason:
                          `has protocol ${listener.protocol} on port ${listener.port}, and ${other.path} has ${other.protocol}: ` +
                          "proxies of one namespace cannot tell these connections apart; use one protocol or another port",
                  },
              ];
    });
}

function queueListeners(name: string, { access, queue, namespace }: Listed): Listener[] {
    const used = (access?.queues ?? []).map(({ url }, i) => ({ url, path: `access.queues[${i}]` }));
    const starting = queue === undefined ? [] : [{ url: queue.url, path: "queue.url" }];
    return [...used, ...starting].map(({ url, path }) => ({
        path: `workloads.${name}.${path}`,
        namespace,
        host: new URL(url).host,
        port: 443,
        protocol: "TLS",
        cidrs: [],
    }));
}

function storeListeners(name: string, config: Listed, { dataStores }: PlatformConfig): Listener[] {
    const ports = { postgres: 5432, redis: 6379 } as const;
    return (config.dataStores ?? []).flatMap((store, i) => {
        const settings = dataStores[store];
        const external = settings?.kind === "external" ? settings : undefined;
        return settings === undefined
            ? []
            : [
                  {
                      path: `workloads.${name}.dataStores[${i}]`,
                      namespace: config.namespace,
                      host: external?.host ?? store,
                      port: external?.port ?? ports[store],
                      protocol: "TCP" as const,
                      cidrs: external?.cidrs ?? [],
                  },
              ];
    });
}

function isSame(a: Listener, b: Listener): boolean {
    return a.protocol === b.protocol && (a.protocol !== "TCP" || a.cidrs.join() === b.cidrs.join());
}

/** TCP hosts have addresses, which a proxy looks at before a server name; HTTP takes a whole port. */
function canShare(a: Listener, b: Listener): boolean {
    const kinds = [listenerOf[a.protocol], listenerOf[b.protocol]];
    return kinds[0] === kinds[1] || !kinds.includes("HTTP");
}

/** Objects of every workload namespace that a workload of that name would take over. */
const reservedNames = ["default", "default-deny", "allow-dns", "allow-istiod", "allow-pod-identity", "allow-mlflow"];
const reserved: readonly string[] = [...reservedNames, "allow-tracing"];

/** Names of objects that follow from one workload's and from another's. */
function nameFaults(workloads: Workloads): Fault[] {
    const owners = new Map<string, string>(workloads.map(([name]) => [name, name]));
    const faults: Fault[] = reserved.flatMap((name) =>
        owners.has(name)
            ? [
                  {
                      path: `workloads.${name}`,
                      reason: "is the name of a guard rail of every workload namespace: use another",
                  },
              ]
            : [],
    );
    for (const [name, config] of workloads) {
        for (const object of derivedNames(name, config)) {
            const owner = owners.get(object);
            if (owner !== undefined && owner !== name && owner !== object) {
                faults.push({
                    path: `workloads.${name}`,
                    reason: `makes objects named "${object}", and so does workloads.${owner}: rename one of them`,
                });
            } else if (owner === object && isPodsService(object)) {
                faults.push({
                    path: `workloads.${name}`,
                    reason: `makes a Service "${object}" for its volumes, and so does that workload: rename one of them`,
                });
            }
            owners.set(object, owner ?? name);
        }
    }
    return faults;
}

/** Names beside the workload's own. That no other workload has the name of a version or a preview is checked with it. */
function derivedNames(name: string, { traffic, modelVolume }: Listed): readonly string[] {
    if (traffic === undefined) {
        return [];
    }
    const derived = strategies[traffic.strategy].derivedNames(name, traffic).map((each) => each.name);
    const keepsVolumes = modelVolume !== undefined && deliveries[modelVolume.kind].claimTemplate !== undefined;
    const releases = traffic.strategy === "weighted" ? derived : [name];
    return [...derived, ...(keepsVolumes ? releases.map((release) => `${release}-pods`) : [])];
}

function isPodsService(name: string): boolean {
    return name.endsWith("-pods");
}
