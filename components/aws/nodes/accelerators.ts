import { type AcceleratorName } from "../../../config/names";
import { gpuFamilies, type GpuFamily } from "./gpuFamilies";

/** Node images with an NVIDIA driver; the strings are EKS's `amiType`. Source: EKS API, CreateNodegroup. */
type GpuAmiType = "AL2023_x86_64_NVIDIA" | "BOTTLEROCKET_x86_64_NVIDIA";

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
    /** The GPU can be cut into instances of its own (Multi-Instance GPU). Source: NVIDIA, MIG user guide, supported GPUs. */
    readonly partitionable: boolean;
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
        families: gpuFamilies.t4,
        computeCapability: "7.5",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        partitionable: false,
        bringsDevicePlugin: false,
    },
    v100: {
        label: "nvidia-tesla-v100",
        families: gpuFamilies.v100,
        computeCapability: "7.0",
        newestCuda: 12,
        lastDriverBranch: "R580",
        // Bottlerocket's NVIDIA images run R580 for Volta on every minor that a stack may name: 1.35 and 1.36 have no other
        // branch, 1.37 has two and takes the long-term one unless the device needs the newer. Amazon Linux images have moved past
        // Volta before. Source: bottlerocket-os/bottlerocket, variants/aws-k8s-1.3x-nvidia; bottlerocket-core-kit, ghostdog.
        amiType: "BOTTLEROCKET_x86_64_NVIDIA",
        partitionable: false,
        bringsDevicePlugin: true,
    },
    a10g: {
        label: "nvidia-a10g",
        families: gpuFamilies.a10g,
        computeCapability: "8.6",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        partitionable: false,
        bringsDevicePlugin: false,
    },
    l4: {
        label: "nvidia-l4",
        families: gpuFamilies.l4,
        computeCapability: "8.9",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        partitionable: false,
        bringsDevicePlugin: false,
    },
    l40s: {
        label: "nvidia-l40s",
        families: gpuFamilies.l40s,
        computeCapability: "8.9",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        partitionable: false,
        bringsDevicePlugin: false,
    },
    a100: {
        label: "nvidia-a100",
        families: gpuFamilies.a100,
        computeCapability: "8.0",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        partitionable: true,
        bringsDevicePlugin: false,
    },
    h100: {
        label: "nvidia-h100",
        families: gpuFamilies.h100,
        computeCapability: "9.0",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        partitionable: true,
        bringsDevicePlugin: false,
    },
    h200: {
        label: "nvidia-h200",
        families: gpuFamilies.h200,
        computeCapability: "9.0",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        partitionable: true,
        bringsDevicePlugin: false,
    },
    b200: {
        label: "nvidia-b200",
        families: gpuFamilies.b200,
        computeCapability: "10.0",
        newestCuda: 13,
        amiType: "AL2023_x86_64_NVIDIA",
        partitionable: true,
        bringsDevicePlugin: false,
    },
};

/** Most GPUs that one node with this accelerator can have. */
export function mostGpus(accelerator: AcceleratorName): number {
    const families = Object.values(accelerators[accelerator].families);
    return Math.max(...families.flatMap((family) => Object.values(family.sizes).map((size) => size.gpus)));
}
