import { type PricesConfig, type UnitPrice } from "../../../config/prices";
import { instanceTypes } from "../nodes/instanceTypes";

/** Month of the list prices below. */
export const pricesAsOf = "2026-08";

/** Region of the list prices below; us-east-1 has the same. Others differ by up to two thirds. */
export const pricesRegion = "us-west-2";

/** Hours of a month, as AWS counts them for estimates. */
export const hoursPerMonth = 730;

/**
 * USD per hour and vCPU of families without GPU, Linux, on demand; the price of every size is a multiple. Source: AWS price
 * list, AmazonEC2.
 */
const perVcpu: Readonly<Record<string, number>> = {
    t3: 0.0416,
    t3a: 0.0376,
    m5: 0.048,
    m6i: 0.048,
    m6a: 0.0432,
    m7i: 0.0504,
    m7a: 0.05796,
    c6i: 0.0425,
    c6a: 0.03825,
    c7i: 0.044625,
    c7a: 0.05132,
    r6i: 0.063,
    r6a: 0.0567,
    r7i: 0.06615,
    r7a: 0.076075,
    t4g: 0.0336,
    m6g: 0.0385,
    m7g: 0.0408,
    m8g: 0.04488,
    c6g: 0.034,
    c7g: 0.03625,
    c8g: 0.03988,
    r6g: 0.0504,
    r7g: 0.05355,
    r8g: 0.05891,
};

/**
 * USD per hour of types with GPUs, Linux, on demand. p5e is sold as capacity blocks alone, at prices that change. Source: AWS
 * price list, AmazonEC2; capacity blocks for ML, pricing.
 */
const gpuTypes: Readonly<Record<string, number>> = {
    "g4dn.xlarge": 0.526,
    "g4dn.2xlarge": 0.752,
    "g4dn.4xlarge": 1.204,
    "g4dn.8xlarge": 2.176,
    "g4dn.12xlarge": 3.912,
    "g4dn.16xlarge": 4.352,
    "g4dn.metal": 7.824,
    "p3.2xlarge": 3.06,
    "p3.8xlarge": 12.24,
    "p3.16xlarge": 24.48,
    "p3dn.24xlarge": 31.212,
    "g5.xlarge": 1.006,
    "g5.2xlarge": 1.212,
    "g5.4xlarge": 1.624,
    "g5.8xlarge": 2.448,
    "g5.12xlarge": 5.672,
    "g5.16xlarge": 4.096,
    "g5.24xlarge": 8.144,
    "g5.48xlarge": 16.288,
    "g6.xlarge": 0.8048,
    "g6.2xlarge": 0.9776,
    "g6.4xlarge": 1.3232,
    "g6.8xlarge": 2.0144,
    "g6.12xlarge": 4.6016,
    "g6.16xlarge": 3.3968,
    "g6.24xlarge": 6.6752,
    "g6.48xlarge": 13.3504,
    "g6e.xlarge": 1.861,
    "g6e.2xlarge": 2.24208,
    "g6e.4xlarge": 3.00424,
    "g6e.8xlarge": 4.52856,
    "g6e.12xlarge": 10.49264,
    "g6e.16xlarge": 7.57719,
    "g6e.24xlarge": 15.06559,
    "g6e.48xlarge": 30.13118,
    "p4d.24xlarge": 21.957642,
    "p4de.24xlarge": 27.44705,
    "p5.4xlarge": 6.88,
    "p5.48xlarge": 55.04,
    "p5en.48xlarge": 63.296,
    "p6-b200.48xlarge": 113.9328,
};

/** USD per hour of PostgreSQL in one zone. Source: AWS price list, AmazonRDS. */
const databaseClasses: Readonly<Record<string, number>> = { "db.m7g.large": 0.168 };

/** USD per hour of a Valkey node. Source: AWS price list, AmazonElastiCache. */
const cacheNodes: Readonly<Record<string, number>> = { "cache.m7g.large": 0.1264 };

/** USD. Sources: pricing pages of EKS, VPC, Elastic Load Balancing, EBS, RDS, KMS, CloudWatch. */
const units: Readonly<Record<UnitPrice, number>> = {
    clusterHour: 0.1,
    natGatewayHour: 0.045,
    endpointHour: 0.01,
    loadBalancerHour: 0.0225,
    publicAddressHour: 0.005,
    volumeGiBMonth: 0.08,
    // Beyond what a gp3 volume has by itself.
    volumeIopsMonth: 0.005,
    volumeMiBpsMonth: 0.04,
    databaseGiBMonth: 0.115,
    keyMonth: 1,
    // Of each metric that an alarm reads; the first ten of an account are free.
    alarmMetricMonth: 0.1,
};

/** What things cost in USD: the list, and over it what the stack file says. */
export interface Prices {
    readonly units: Readonly<Record<UnitPrice, number>>;
    /** Per hour, undefined where neither the list nor the stack file has it. */
    readonly instance: (type: string) => number | undefined;
    readonly database: (instanceClass: string) => number | undefined;
    readonly cache: (nodeType: string) => number | undefined;
    /** Price of a spot node as a share of the one on demand. */
    readonly spotShare: number;
}

export function pricesFor(config: PricesConfig): Prices {
    return {
        units: { ...units, ...config.units },
        instance: (type) => config.instances[type] ?? gpuTypes[type] ?? plainTypePrice(type),
        database: (instanceClass) => config.databases[instanceClass] ?? databaseClasses[instanceClass],
        cache: (nodeType) => config.caches[nodeType] ?? cacheNodes[nodeType],
        spotShare: config.spotPercent / 100,
    };
}

function plainTypePrice(name: string): number | undefined {
    const hourly = perVcpu[name.split(".")[0] ?? ""];
    const type = instanceTypes.get(name);
    return hourly === undefined || type === undefined ? undefined : hourly * type.vcpus;
}
