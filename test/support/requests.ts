import { cores, gibibytes } from "../../config/serving/quantity";

/** What pods ask of nodes. */
export interface Requests {
    readonly cpu: number;
    readonly memoryGiB: number;
}

interface Container {
    readonly restartPolicy?: string;
    readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string } };
}

/** The part of a pod's spec that asks for something. */
export interface Requesting {
    readonly initContainers?: readonly Container[];
    readonly containers: readonly Container[];
}

export function sum(all: readonly Requests[]): Requests {
    return {
        cpu: all.reduce((total, { cpu }) => total + cpu, 0),
        memoryGiB: all.reduce((total, { memoryGiB }) => total + memoryGiB, 0),
    };
}

/** `2.92 CPU and 5.29 GiB`, as the documentation has it: rounded up. */
export function requestsText({ cpu, memoryGiB }: Requests): string {
    // Sums of decimals end a little above or below what they are.
    const up = (value: number) => (Math.ceil(value * 100 - 1e-6) / 100).toFixed(2);
    return `${up(cpu)} CPU and ${up(memoryGiB)} GiB`;
}

/** As the scheduler counts a pod without native sidecars: containers together, or the largest that runs before them. */
export function requestsOfPod({ initContainers = [], containers }: Requesting): Requests {
    const running = sum(containers.map(ofContainer));
    return initContainers.map(ofContainer).reduce(most, running);
}

/** Requests anywhere in the values of a chart, without parts that are off; one replica of each. */
export function requestsInValues(value: unknown): readonly Requests[] {
    if (typeof value !== "object" || value === null || ("enabled" in value && value.enabled === false)) {
        return [];
    }
    const own =
        "requests" in value && typeof value.requests === "object" ? [ofContainer({ resources: value as never })] : [];
    return [...own, ...Object.values(value).flatMap(requestsInValues)].filter(({ cpu }) => cpu > 0);
}

function ofContainer({ resources }: Container): Requests {
    const { cpu = "0", memory = "0Mi" } = resources?.requests ?? {};
    return { cpu: cores(cpu), memoryGiB: gibibytes(memory) };
}

function most(a: Requests, b: Requests): Requests {
    return { cpu: Math.max(a.cpu, b.cpu), memoryGiB: Math.max(a.memoryGiB, b.memoryGiB) };
}
