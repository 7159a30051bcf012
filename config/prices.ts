import { z } from "zod";

const price = z.number().min(0);

const unitPrices = [
    "clusterHour",
    "natGatewayHour",
    "endpointHour",
    "loadBalancerHour",
    "publicAddressHour",
    "volumeGiBMonth",
    "volumeIopsMonth",
    "volumeMiBpsMonth",
    "databaseGiBMonth",
    "keyMonth",
    "alarmMetricMonth",
] as const;
export type UnitPrice = (typeof unitPrices)[number];

/**
 * Prices in USD for the estimate of a stack's cost, over the list prices of us-west-2: those of another region, or what a
 * contract says. They change no resource.
 */
export const pricesSchema = z.strictObject({
    instances: z
        .record(z.string(), price)
        .meta({ examples: [{ "g4dn.xlarge": 0.658 }] })
        .default({})
        .describe("USD per hour on demand, by EC2 instance type."),
    databases: z
        .record(z.string(), price)
        .meta({ examples: [{ "db.m7g.large": 0.2 }] })
        .default({})
        .describe("USD per hour in one zone, by RDS instance class."),
    caches: z
        .record(z.string(), price)
        .meta({ examples: [{ "cache.m7g.large": 0.15 }] })
        .default({})
        .describe("USD per hour, by ElastiCache node type."),
    spotPercent: z
        .number()
        .min(1)
        .max(100)
        .default(35)
        .describe("What a spot node costs in percent of one on demand; it changes by zone and hour."),
    units: z
        .partialRecord(z.enum(unitPrices), price)
        .default({})
        .describe("Other prices in USD, per hour or per month as the name says."),
});
export type PricesConfig = Readonly<z.output<typeof pricesSchema>>;
