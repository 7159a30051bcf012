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
            /** What the scheduler sets aside. */
            requests: z
                .strictObject({
                    cpu: cpuQuantity.prefault(defaults.cpu),
                    memory: memoryQuantity.prefault(defaults.memory),
                })
                .prefault({}),
            /** Where the container is throttled (CPU) or killed (memory). */
            limits: z
                .strictObject({
                    cpu: cpuQuantity.prefault(defaults.cpuLimit),
                    memory: memoryQuantity.prefault(defaults.memoryLimit),
                })
                .prefault({}),
        })
        .prefault({});
}
export type ResourcesConfig = Readonly<z.output<ReturnType<typeof resourcesSchema>>>;

/** A limit below its request is refused by the API server. */
export function resourceFaults(path: string, resources: ResourcesConfig): readonly Fault[] {
    const { requests, limits } = resources;
    const faults: Fault[] = [];
    if (cores(limits.cpu) < cores(requests.cpu)) {
        faults.push({
            path: `${path}.limits.cpu`,
            reason: `is ${limits.cpu}, below the request of ${requests.cpu}: raise the limit or lower the request`,
        });
    }
    if (gibibytes(limits.memory) < gibibytes(requests.memory)) {
        faults.push({
            path: `${path}.limits.memory`,
            reason: `is ${limits.memory}, below the request of ${requests.memory}: raise the limit or lower the request`,
        });
    }
    return faults;
}
