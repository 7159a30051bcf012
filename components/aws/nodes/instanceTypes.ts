import { type AcceleratorName, acceleratorNames, type Architecture } from "../../../config/names";
import { accelerators } from "./accelerators";

/** What one size of an EC2 family has. */
export interface InstanceSize {
    readonly vcpus: number;
    readonly memoryGiB: number;
}

/** What is known of an EC2 instance type, for checks and for simulated nodes. */
export interface InstanceType extends InstanceSize {
    readonly name: string;
    readonly architecture: Architecture;
    readonly gpus: number;
    /** NVMe volumes that come with the instance, all together, in GB; 0: none. */
    readonly instanceStoreGB: number;
    /** Absent without GPU. */
    readonly accelerator?: AcceleratorName;
    /**
     * Most pods on one node of a managed group: 110 below 30 vCPUs, else 250, with addresses by prefix, and fewer on families
     * before Nitro, which take single addresses. Source: EKS user guide, choosing an instance type.
     */
    readonly maxPods: number;
}

/** vCPUs by size name, the same in every current general-purpose family. Source: EC2 instance types. */
const vcpusBySize = {
    large: 2,
    xlarge: 4,
    "2xlarge": 8,
    "4xlarge": 16,
    "8xlarge": 32,
    "12xlarge": 48,
    "16xlarge": 64,
    "24xlarge": 96,
    "32xlarge": 128,
    "48xlarge": 192,
} as const;
type SizeName = keyof typeof vcpusBySize;

const upTo24: readonly SizeName[] = [
    "large",
    "xlarge",
    "2xlarge",
    "4xlarge",
    "8xlarge",
    "12xlarge",
    "16xlarge",
    "24xlarge",
];
const upTo32: readonly SizeName[] = [...upTo24, "32xlarge"];
const intel7: readonly SizeName[] = [...upTo24, "48xlarge"];
const upTo16 = upTo24.slice(0, -1);
const amd: readonly SizeName[] = [...upTo32, "48xlarge"];

/** Burstable families end early. */
const burstable: readonly SizeName[] = ["large", "xlarge", "2xlarge"];

interface CpuFamily {
    readonly gibPerVcpu: number;
    readonly sizes: readonly SizeName[];
    /** Default: amd64. */
    readonly architecture?: Architecture;
}

/** Graviton processors. */
function arm(gibPerVcpu: number, sizes: readonly SizeName[]): CpuFamily {
    return { gibPerVcpu, sizes, architecture: "arm64" };
}

/** Families without GPU. Sources: EC2 instance types; aws/karpenter-provider-aws, reference/instance-types (of DescribeInstanceTypes). */
const cpuFamilies: Readonly<Record<string, CpuFamily>> = {
    t3: { gibPerVcpu: 4, sizes: burstable },
    t3a: { gibPerVcpu: 4, sizes: burstable },
    m5: { gibPerVcpu: 4, sizes: upTo24 },
    m6i: { gibPerVcpu: 4, sizes: upTo32 },
    m6a: { gibPerVcpu: 4, sizes: amd },
    m7i: { gibPerVcpu: 4, sizes: intel7 },
    m7a: { gibPerVcpu: 4, sizes: amd },
    c6i: { gibPerVcpu: 2, sizes: upTo32 },
    c6a: { gibPerVcpu: 2, sizes: amd },
    c7i: { gibPerVcpu: 2, sizes: intel7 },
    c7a: { gibPerVcpu: 2, sizes: amd },
    r6i: { gibPerVcpu: 8, sizes: upTo32 },
    r6a: { gibPerVcpu: 8, sizes: amd },
    r7i: { gibPerVcpu: 8, sizes: intel7 },
    r7a: { gibPerVcpu: 8, sizes: amd },
    t4g: arm(4, burstable),
    m6g: arm(4, upTo16),
    m7g: arm(4, upTo16),
    m8g: arm(4, intel7),
    c6g: arm(2, upTo16),
    c7g: arm(2, upTo16),
    c8g: arm(2, intel7),
    r6g: arm(8, upTo16),
    r7g: arm(8, upTo16),
    r8g: arm(8, intel7),
};

/** Every instance type that a node group may name, by name. */
export const instanceTypes: ReadonlyMap<string, InstanceType> = new Map(
    [...cpuTypes(), ...gpuTypes()].map((type) => [type.name, type]),
);

/** Families by accelerator, `none` for those without GPU; for messages. */
export function familiesOf(accelerator: AcceleratorName | undefined): readonly string[] {
    return accelerator === undefined ? Object.keys(cpuFamilies) : Object.keys(accelerators[accelerator].families);
}

/** Share of an instance's memory that the virtual machine and the kernel keep. Source: Karpenter, VM_MEMORY_OVERHEAD_PERCENT. */
const vmMemoryShare = 0.075;

/**
 * What pods can ask of a node: its size less what the machine, the system and the kubelet keep for themselves. Source: Amazon
 * EKS AMI, kube-reserved (CPU in steps by core, 255 MiB + 11 MiB per pod) and the eviction threshold of 100 MiB.
 */
export function allocatable(type: InstanceType): { readonly cpu: number; readonly memoryGiB: number } {
    const steps = [0.06, 0.01, 0.005, 0.005];
    const stepped = steps.slice(0, type.vcpus).reduce((sum, share) => sum + share, 0);
    const reservedCpu = stepped + Math.max(0, type.vcpus - steps.length) * 0.0025;
    const reservedMiB = 255 + 11 * type.maxPods + 100;
    return { cpu: type.vcpus - reservedCpu, memoryGiB: type.memoryGiB * (1 - vmMemoryShare) - reservedMiB / 1024 };
}

function cpuTypes(): InstanceType[] {
    return Object.entries(cpuFamilies).flatMap(([family, { gibPerVcpu, sizes, architecture = "amd64" }]) =>
        sizes.map((size) => {
            const vcpus = vcpusBySize[size];
            return {
                name: `${family}.${size}`,
                architecture,
                vcpus,
                memoryGiB: vcpus * gibPerVcpu,
                gpus: 0,
                instanceStoreGB: 0,
                maxPods: maxPods(vcpus),
            };
        }),
    );
}

function gpuTypes(): InstanceType[] {
    return acceleratorNames.flatMap((accelerator) =>
        Object.entries(accelerators[accelerator].families).flatMap(([family, { sizes }]) =>
            Object.entries(sizes).map(([size, facts]) => ({
                name: `${family}.${size}`,
                architecture: "amd64" as const,
                accelerator,
                maxPods: maxPods(facts.vcpus),
                ...facts,
            })),
        ),
    );
}

function maxPods(vcpus: number): number {
    return vcpus < 30 ? 110 : 250;
}
