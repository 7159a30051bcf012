import { z } from "zod";
import { type Container } from "../../model/pod";
import { absent, list, obj, type Obj } from "../../model/read";

/** Option of the rules on GPUs. Sources: device plugins of NVIDIA (whole GPUs, shared ones, MIG slices), AMD, AWS. */
export const gpuResources = z
    .array(z.string().min(1))
    .default([
        "nvidia.com/gpu",
        "nvidia.com/gpu.shared",
        "nvidia.com/mig-*",
        "amd.com/gpu",
        "aws.amazon.com/neuron*",
        "habana.ai/gaudi",
    ])
    .describe("Names of the resources that are GPUs; a trailing * matches any ending");

function isGpuResource(name: string, patterns: readonly string[]): boolean {
    return patterns.some((pattern) =>
        pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    );
}

/** Names of the GPU resources in requests or limits. */
export function gpuResourcesOf(
    limits: Obj | undefined,
    requests: Obj | undefined,
    patterns: readonly string[],
): string[] {
    const names = [...Object.keys(limits ?? {}), ...Object.keys(requests ?? {})];
    return [...new Set(names)].filter(
        (name) => isGpuResource(name, patterns) && !(absent(limits?.[name]) && absent(requests?.[name])),
    );
}

/** Whether the scheduler assigns devices to the container: through a GPU resource or a resource claim. */
export function hasDevices(container: Container, patterns: readonly string[]): boolean {
    const resources = obj(container.spec.resources);
    return (
        gpuResourcesOf(obj(resources?.limits), obj(resources?.requests), patterns).length > 0 ||
        list(resources?.claims).length > 0
    );
}
