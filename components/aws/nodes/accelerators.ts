import { type AcceleratorName } from "../../../config/names";
import { type InstanceSize } from "./instanceTypes";

/** Node images with an NVIDIA driver; the strings are EKS's `amiType`. Source: EKS API, CreateNodegroup. */
export type GpuAmiType = "AL2023_x86_64_NVIDIA" | "BOTTLEROCKET_x86_64_NVIDIA";

/** One EC2 family that carries an accelerator. */
export interface GpuFamily {
    /** Memory of one GPU in GiB. */
    readonly gpuMemoryGiB: number;
    readonly sizes: Readonly<Record<string, InstanceSize & { readonly gpus: number }>>;
}

/** What has to be known of a GPU model to place a pod on it. */
export interface Accelerator {
    /** Value of the node labels `accelerator` and `k8s.amazonaws.com/accelerator`. */
    readonly label: string;
    readonly families: Readonly<Record<string, GpuFamily>>;
    /** CUDA compute capability, the `sm_` number of the compiler with a dot. Source: NVIDIA, CUDA GPUs. */
    readonly computeCapability: string;
    /** Newest major version of CUDA that images for it may be built with. */
    readonly newestCuda: number;
    /** Newest driver branch that supports it; absent: every branch so far. */
    readonly lastDriverBranch?: string;
    readonly amiType: GpuAmiType;
    /** The image runs the NVIDIA device plugin as a system service: the DaemonSet must stay away. */
    readonly bringsDevicePlugin: boolean;
}

/**
 * GPU facts. Sizes: EC2 instance types, accelerated computing. CUDA and driver lines: NVIDIA, "CUDA toolkit, driver and
 * architecture matrix" (Volta: last driver branch R580, last toolkit 12.x). Device plugin: EKS user guide, accelerated AMIs.
 */
export const accelerators: Readonly<Record<AcceleratorName, Accelerator>> = {
    t4: {
        label: "nvidia-tesla-t4",
        families: {
            g4dn: {
                gpuMemoryGiB: 16,
                sizes: {
                    xlarge: { vcpus: 4, memoryGiB: 16, gpus: 1 },
                    "2xlarge": { vcpus: 8, memoryGiB: 32, gpus: 1 },
                    "4xlarge": { vcpus: 16, memoryGiB: 64, gpus: 1 },
                    "8xlarge": { vcpus: 32, memoryGiB: 128, gpus: 1 },
                    "12xlarge": { vcpus: 48, memoryGiB: 192, gpus: 4 },
                    "16xlarge": { vcpus: 64, memoryGiB: 256, gpus: 1 },
                    metal: { vcpus: 96, memoryGiB: 384, gpus: 8 },
                },
            },
        },
        computeCapability: "7.5",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        bringsDevicePlugin: false,
    },
    v100: {
        label: "nvidia-tesla-v100",
        families: {
            p3: {
                gpuMemoryGiB: 16,
                sizes: {
                    "2xlarge": { vcpus: 8, memoryGiB: 61, gpus: 1 },
                    "8xlarge": { vcpus: 32, memoryGiB: 244, gpus: 4 },
                    "16xlarge": { vcpus: 64, memoryGiB: 488, gpus: 8 },
                },
            },
            p3dn: { gpuMemoryGiB: 32, sizes: { "24xlarge": { vcpus: 96, memoryGiB: 768, gpus: 8 } } },
        },
        computeCapability: "7.0",
        newestCuda: 12,
        lastDriverBranch: "R580",
        // Bottlerocket's NVIDIA variants stay on R580; Amazon Linux images have moved past Volta before.
        amiType: "BOTTLEROCKET_x86_64_NVIDIA",
        bringsDevicePlugin: true,
    },
    a10g: {
        label: "nvidia-a10g",
        families: {
            g5: {
                gpuMemoryGiB: 24,
                sizes: {
                    xlarge: { vcpus: 4, memoryGiB: 16, gpus: 1 },
                    "2xlarge": { vcpus: 8, memoryGiB: 32, gpus: 1 },
                    "4xlarge": { vcpus: 16, memoryGiB: 64, gpus: 1 },
                    "8xlarge": { vcpus: 32, memoryGiB: 128, gpus: 1 },
                    "12xlarge": { vcpus: 48, memoryGiB: 192, gpus: 4 },
                    "16xlarge": { vcpus: 64, memoryGiB: 256, gpus: 1 },
                    "24xlarge": { vcpus: 96, memoryGiB: 384, gpus: 4 },
                    "48xlarge": { vcpus: 192, memoryGiB: 768, gpus: 8 },
                },
            },
        },
        computeCapability: "8.6",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        bringsDevicePlugin: false,
    },
    l4: {
        label: "nvidia-l4",
        families: {
            g6: {
                gpuMemoryGiB: 24,
                sizes: {
                    xlarge: { vcpus: 4, memoryGiB: 16, gpus: 1 },
                    "2xlarge": { vcpus: 8, memoryGiB: 32, gpus: 1 },
                    "4xlarge": { vcpus: 16, memoryGiB: 64, gpus: 1 },
                    "8xlarge": { vcpus: 32, memoryGiB: 128, gpus: 1 },
                    "12xlarge": { vcpus: 48, memoryGiB: 192, gpus: 4 },
                    "16xlarge": { vcpus: 64, memoryGiB: 256, gpus: 1 },
                    "24xlarge": { vcpus: 96, memoryGiB: 384, gpus: 4 },
                    "48xlarge": { vcpus: 192, memoryGiB: 768, gpus: 8 },
                },
            },
        },
        computeCapability: "8.9",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        bringsDevicePlugin: false,
    },
};

/** Most GPUs that one node with this accelerator can have. */
export function mostGpus(accelerator: AcceleratorName): number {
    const families = Object.values(accelerators[accelerator].families);
    return Math.max(...families.flatMap((family) => Object.values(family.sizes).map((size) => size.gpus)));
}
