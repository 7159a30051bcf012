import { type PlatformConfig } from "../../../config/platform";
import { type PodDemand } from "../../../config/workload";
import { metricsOf } from "../alarms/alarm";
import { stackAlarms } from "../alarms/stackAlarms";
import { standbys } from "../databases/standbys";
import { zoneCount } from "../../../config/network";
import { natGatewayCount, ownWayOut } from "../network/natGateways";
import { endpointServices } from "../network/privateEndpoints";
import { diskGiB, nodeGroupFacts } from "../nodes/nodeGroupFacts";
import { type DaemonsOf } from "../nodes/placementFaults";
import { nodeCounts, type NodeCounts } from "./nodeCounts";
import { hoursPerMonth, type Prices, pricesFor } from "./prices";
import { type WorkloadCost, workloadCosts } from "./workloadCosts";

/** One item of a bill in USD per month, in each case that nodes are counted for. */
export interface CostLine extends NodeCounts {
    readonly what: string;
}

export interface CostEstimate {
    readonly lines: readonly CostLine[];
    /** USD per month. */
    readonly total: NodeCounts;
    /** By name of the workload. */
    readonly workloads: Readonly<Record<string, WorkloadCost>>;
    /** What has no price in the list or the stack file, and so is missing in the total. */
    readonly unpriced: readonly string[];
}

/**
 * What a stack costs per month as long as it exists: nodes and their disks, cluster, network, data stores, keys and alarms. Whatever
 * grows with use (requests, traffic, objects, logs, volumes of add-ons) comes on top.
 */
export function costEstimate(
    config: PlatformConfig,
    demands: readonly PodDemand[],
    daemonsOf: DaemonsOf,
): CostEstimate {
    const prices = pricesFor(config.prices);
    const facts = Object.entries(config.nodeGroups).map(([name, group]) => nodeGroupFacts(name, group));
    const daemons = daemonsOf(config, facts);
    const counts = nodeCounts(config, demands, daemons);
    const found = [
        ...Object.entries(config.nodeGroups).map(([name, group]) =>
            nodeLine(name, group, counts.get(name) ?? none, prices),
        ),
        diskLine(config, counts, prices),
        constant("EKS control plane", prices.units.clusterHour * hoursPerMonth),
        ...networkLines(config, prices),
        ...storeLines(config, prices),
        constant(
            "alarms",
            stackAlarms(config).reduce((sum, spec) => sum + metricsOf(spec), 0) * prices.units.alarmMetricMonth,
        ),
        constant("keys", keyCount(config) * prices.units.keyMonth),
    ];
    const lines = found.flatMap((line) => ("unpriced" in line ? [] : [line]));
    const sum = (load: keyof NodeCounts) => lines.reduce((total, line) => total + line[load], 0);
    return {
        lines: lines.filter(({ max }) => max > 0),
        total: { min: sum("min"), scheduled: sum("scheduled"), max: sum("max") },
        workloads: workloadCosts(config, demands, daemons, prices),
        unpriced: found.flatMap((line) => ("unpriced" in line ? [line.unpriced] : [])),
    };
}

const none: NodeCounts = { min: 0, scheduled: 0, max: 0 };

interface Unpriced {
    readonly unpriced: string;
}

function constant(what: string, usd: number): CostLine {
    return { what, min: usd, scheduled: usd, max: usd };
}

/** An item that runs all the time at an hourly price; without price it is named instead. */
function running(what: string, hourly: number | undefined, count: number): CostLine | Unpriced {
    return hourly === undefined ? { unpriced: what } : constant(what, hourly * count * hoursPerMonth);
}

function nodeLine(
    name: string,
    { instanceTypes: [type = ""], capacity }: PlatformConfig["nodeGroups"][string],
    counts: NodeCounts,
    prices: Prices,
): CostLine | Unpriced {
    const what = `nodes ${name} (${type}${capacity === "spot" ? ", spot" : ""})`;
    const onDemand = prices.instance(type);
    if (onDemand === undefined) {
        return { unpriced: what };
    }
    const monthly = onDemand * (capacity === "spot" ? prices.spotShare : 1) * hoursPerMonth;
    return { what, ...times(counts, monthly) };
}

function diskLine(
    { nodeGroups }: PlatformConfig,
    counts: ReadonlyMap<string, NodeCounts>,
    { units }: Prices,
): CostLine {
    return Object.entries(nodeGroups)
        .map(([name, group]) => times(counts.get(name) ?? none, diskPrice(group, units)))
        .reduce<CostLine>(
            ({ what, ...sum }, each) => ({
                what,
                min: sum.min + each.min,
                scheduled: sum.scheduled + each.scheduled,
                max: sum.max + each.max,
            }),
            { what: "disks of nodes", ...none },
        );
}

/** USD per month of a node's root volume; 3000 operations and 125 MiB per second are free. */
function diskPrice(group: PlatformConfig["nodeGroups"][string], units: Prices["units"]): number {
    return (
        diskGiB(group) * units.volumeGiBMonth +
        ((group.diskIops ?? 3000) - 3000) * units.volumeIopsMonth +
        ((group.diskThroughputMiB ?? 125) - 125) * units.volumeMiBpsMonth
    );
}

function networkLines({ network, ingress }: PlatformConfig, { units }: Prices): readonly CostLine[] {
    const gateways = natGatewayCount(network);
    const zones = zoneCount(network);
    const endpoints = network.privateEndpoints ? endpointServices(ownWayOut(network)).length * zones : 0;
    // A load balancer has an address in each zone where it has a subnet.
    const open = network.existing?.subnets.filter((subnet) => subnet.public !== undefined).length ?? zones;
    const addresses = gateways + (ingress?.scheme === "internet-facing" ? open : 0);
    const monthly = (what: string, hourly: number) => constant(what, hourly * hoursPerMonth);
    return [
        monthly("NAT gateways", gateways * units.natGatewayHour),
        monthly("interface endpoints", endpoints * units.endpointHour),
        monthly("network load balancer", ingress === undefined ? 0 : units.loadBalancerHour),
        monthly("public IPv4 addresses", addresses * units.publicAddressHour),
    ];
}

function storeLines({ dataStores, environment }: PlatformConfig, prices: Prices): readonly (CostLine | Unpriced)[] {
    const { postgres, redis } = dataStores;
    const lines: (CostLine | Unpriced)[] = [];
    if (postgres?.kind === "managed") {
        const { instanceClass, storageGiB } = postgres;
        const instances = 1 + standbys.postgres(postgres, environment);
        lines.push(
            running(`PostgreSQL (${instances} × ${instanceClass})`, prices.database(instanceClass), instances),
            constant("storage of PostgreSQL", storageGiB * instances * prices.units.databaseGiBMonth),
        );
    }
    if (redis?.kind === "managed") {
        const nodes = 1 + standbys.redis(redis, environment);
        lines.push(running(`Redis (${nodes} × ${redis.nodeType})`, prices.cache(redis.nodeType), nodes));
    }
    return lines;
}

/** The cluster's, the volumes', the objects' in each region, and each data store's. */
function keyCount({ modelStore, dataStores }: PlatformConfig): number {
    const stores = Object.values(dataStores).filter((store) => store.kind === "managed").length;
    return 3 + modelStore.replicaRegions.length + stores;
}

function times({ min, scheduled, max }: NodeCounts, by: number): NodeCounts {
    return { min: min * by, scheduled: scheduled * by, max: max * by };
}
