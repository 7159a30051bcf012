import { type AcceleratorName } from "../../../config/names";

/** One size of an EC2 family with GPUs. */
export interface GpuSize {
    readonly vcpus: number;
    readonly memoryGiB: number;
    readonly gpus: number;
    /** NVMe volumes that come with the instance, all together, in GB; 0: none. */
    readonly instanceStoreGB: number;
    /**
     * Most pods where the network interfaces limit them: families before Nitro take single addresses, not prefixes. Absent: the
     * limit of managed node groups.
     */
    readonly maxPods?: number;
}

/** One EC2 family that carries an accelerator. */
export interface GpuFamily {
    /** Memory of one GPU in GiB. */
    readonly gpuMemoryGiB: number;
    readonly sizes: Readonly<Record<string, GpuSize>>;
}

/**
 * EC2 families by accelerator. Sources: EC2 instance types, accelerated computing; aws/karpenter-provider-aws,
 * reference/instance-types (of DescribeInstanceTypes: sizes, memory of a GPU, instance store); Amazon EKS AMI, eni-max-pods.txt
 * (p3, the one family that is not built on Nitro).
 */
export const gpuFamilies: Readonly<Record<AcceleratorName, Readonly<Record<string, GpuFamily>>>> = {
    t4: {
        g4dn: {
            gpuMemoryGiB: 16,
            sizes: {
                xlarge: { vcpus: 4, memoryGiB: 16, gpus: 1, instanceStoreGB: 125 },
                "2xlarge": { vcpus: 8, memoryGiB: 32, gpus: 1, instanceStoreGB: 225 },
                "4xlarge": { vcpus: 16, memoryGiB: 64, gpus: 1, instanceStoreGB: 225 },
                "8xlarge": { vcpus: 32, memoryGiB: 128, gpus: 1, instanceStoreGB: 900 },
                "12xlarge": { vcpus: 48, memoryGiB: 192, gpus: 4, instanceStoreGB: 900 },
                "16xlarge": { vcpus: 64, memoryGiB: 256, gpus: 1, instanceStoreGB: 900 },
                metal: { vcpus: 96, memoryGiB: 384, gpus: 8, instanceStoreGB: 1800 },
            },
        },
    },
    v100: {
        p3: {
            gpuMemoryGiB: 16,
            sizes: {
                "2xlarge": { vcpus: 8, memoryGiB: 61, gpus: 1, instanceStoreGB: 0, maxPods: 58 },
                "8xlarge": { vcpus: 32, memoryGiB: 244, gpus: 4, instanceStoreGB: 0, maxPods: 234 },
                "16xlarge": { vcpus: 64, memoryGiB: 488, gpus: 8, instanceStoreGB: 0, maxPods: 234 },
            },
        },
        p3dn: {
            gpuMemoryGiB: 32,
            sizes: {
                "24xlarge": { vcpus: 96, memoryGiB: 768, gpus: 8, instanceStoreGB: 1800 },
            },
        },
    },
    a10g: {
        g5: {
            gpuMemoryGiB: 24,
            sizes: {
                xlarge: { vcpus: 4, memoryGiB: 16, gpus: 1, instanceStoreGB: 250 },
                "2xlarge": { vcpus: 8, memoryGiB: 32, gpus: 1, instanceStoreGB: 450 },
                "4xlarge": { vcpus: 16, memoryGiB: 64, gpus: 1, instanceStoreGB: 600 },
                "8xlarge": { vcpus: 32, memoryGiB: 128, gpus: 1, instanceStoreGB: 900 },
                "12xlarge": { vcpus: 48, memoryGiB: 192, gpus: 4, instanceStoreGB: 3800 },
                "16xlarge": { vcpus: 64, memoryGiB: 256, gpus: 1, instanceStoreGB: 1900 },
                "24xlarge": { vcpus: 96, memoryGiB: 384, gpus: 4, instanceStoreGB: 3800 },
                "48xlarge": { vcpus: 192, memoryGiB: 768, gpus: 8, instanceStoreGB: 7600 },
            },
        },
    },
    l4: {
        g6: {
            gpuMemoryGiB: 24,
            sizes: {
                xlarge: { vcpus: 4, memoryGiB: 16, gpus: 1, instanceStoreGB: 250 },
                "2xlarge": { vcpus: 8, memoryGiB: 32, gpus: 1, instanceStoreGB: 450 },
                "4xlarge": { vcpus: 16, memoryGiB: 64, gpus: 1, instanceStoreGB: 600 },
                "8xlarge": { vcpus: 32, memoryGiB: 128, gpus: 1, instanceStoreGB: 900 },
                "12xlarge": { vcpus: 48, memoryGiB: 192, gpus: 4, instanceStoreGB: 3760 },
                "16xlarge": { vcpus: 64, memoryGiB: 256, gpus: 1, instanceStoreGB: 1880 },
                "24xlarge": { vcpus: 96, memoryGiB: 384, gpus: 4, instanceStoreGB: 3760 },
                "48xlarge": { vcpus: 192, memoryGiB: 768, gpus: 8, instanceStoreGB: 7520 },
            },
        },
    },
    l40s: {
        g6e: {
            gpuMemoryGiB: 48,
            sizes: {
                xlarge: { vcpus: 4, memoryGiB: 32, gpus: 1, instanceStoreGB: 250 },
                "2xlarge": { vcpus: 8, memoryGiB: 64, gpus: 1, instanceStoreGB: 450 },
                "4xlarge": { vcpus: 16, memoryGiB: 128, gpus: 1, instanceStoreGB: 600 },
                "8xlarge": { vcpus: 32, memoryGiB: 256, gpus: 1, instanceStoreGB: 900 },
                "12xlarge": { vcpus: 48, memoryGiB: 384, gpus: 4, instanceStoreGB: 3800 },
                "16xlarge": { vcpus: 64, memoryGiB: 512, gpus: 1, instanceStoreGB: 1900 },
                "24xlarge": { vcpus: 96, memoryGiB: 768, gpus: 4, instanceStoreGB: 3800 },
                "48xlarge": { vcpus: 192, memoryGiB: 1536, gpus: 8, instanceStoreGB: 7600 },
            },
        },
    },
    a100: {
        p4d: {
            gpuMemoryGiB: 40,
            sizes: {
                "24xlarge": { vcpus: 96, memoryGiB: 1152, gpus: 8, instanceStoreGB: 8000 },
            },
        },
        p4de: {
            gpuMemoryGiB: 80,
            sizes: {
                "24xlarge": { vcpus: 96, memoryGiB: 1152, gpus: 8, instanceStoreGB: 8000 },
            },
        },
    },
    h100: {
        p5: {
            gpuMemoryGiB: 80,
            sizes: {
                "4xlarge": { vcpus: 16, memoryGiB: 256, gpus: 1, instanceStoreGB: 3800 },
                "48xlarge": { vcpus: 192, memoryGiB: 2048, gpus: 8, instanceStoreGB: 30400 },
            },
        },
    },
    h200: {
        p5e: {
            gpuMemoryGiB: 141,
            sizes: {
                "48xlarge": { vcpus: 192, memoryGiB: 2048, gpus: 8, instanceStoreGB: 30400 },
            },
        },
        p5en: {
            gpuMemoryGiB: 141,
            sizes: {
                "48xlarge": { vcpus: 192, memoryGiB: 2048, gpus: 8, instanceStoreGB: 30400 },
            },
        },
    },
    b200: {
        "p6-b200": {
            gpuMemoryGiB: 179,
            sizes: {
                "48xlarge": { vcpus: 192, memoryGiB: 2048, gpus: 8, instanceStoreGB: 30400 },
            },
        },
    },
};
