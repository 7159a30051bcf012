import { z } from "zod";
import { type Fault } from "../fault";
import { cores, cpuQuantity, gibibytes, memoryQuantity } from "./quantity";

export interface ResourceDefaults {
    readonly cpu: string;
    readonly memory: string;
    readonly cpuLimit: string;
    readonly memoryLimit: string;
}

/** CPU and memory of a workload's main container; what it leaves out comes from the kind. */
export function resourcesSchema(defaults: ResourceDefaults) {
    return z
        .strictObject({
            requests: z
                .strictObject({
                    cpu: cpuQuantity.prefault(defaults.cpu).describe("Cores that are set aside."),
                    memory: memoryQuantity.prefault(defaults.memory).describe("Memory that is set aside."),
                })
                .prefault({})
                .describe("What the scheduler sets aside."),
            limits: z
                .strictObject({
                    cpu: cpuQuantity
                        .prefault(defaults.cpuLimit)
                        .describe("Cores at which the container is throttled; at most 4 times the request."),
                    memory: memoryQuantity
                        .prefault(defaults.memoryLimit)
                        .describe("Memory at which the container is terminated; at most twice the request."),
                })
                .prefault({})
                .describe("Where the container is throttled (CPU) or killed (memory)."),
        })
        .prefault({});
}
export type ResourcesConfig = Readonly<z.output<ReturnType<typeof resourcesSchema>>>;

/** Bounds of the policy pack (limits-overcommit): nodes are packed by requests. */
const largestRatio = { cpu: 4, memory: 2 } as const;

/** A limit below its request is refused by the API server, one far above it by the policy pack. */
export function resourceFaults(path: string, resources: ResourcesConfig): readonly Fault[] {
    const amounts = {
        cpu: [cores(resources.requests.cpu), cores(resources.limits.cpu)],
        memory: [gibibytes(resources.requests.memory), gibibytes(resources.limits.memory)],
    } as const;
    return (["cpu", "memory"] as const).flatMap((kind) => {
        const [request, limit] = amounts[kind];
        const stands = `is ${resources.limits[kind]} for a request of ${resources.requests[kind]}`;
        const fault = (must: string) => [{ path: `${path}.limits.${kind}`, reason: `${stands}: must be ${must}` }];
        if (limit < request) {
            return fault("at least the request");
        }
        return limit > request * largestRatio[kind] ? fault(`at most ${largestRatio[kind]} times the request`) : [];
    });
}
