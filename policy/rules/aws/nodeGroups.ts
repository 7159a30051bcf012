import { absent, num, obj, str, strings } from "../../model/read";
import { type Subject } from "../../model/subject";

export const launchTemplateType = "aws:ec2/launchTemplate:LaunchTemplate";
export const managedNodeGroupTypes = ["aws:eks/nodeGroup:NodeGroup", "eks:index:ManagedNodeGroup"] as const;
/** Groups whose launch template the component makes itself. */
export const selfManagedTypes = ["eks:index:NodeGroup", "eks:index:NodeGroupV2"] as const;
export const clusterComponent = "eks:index:Cluster";

/** Whether the cluster component makes its default node group, which rules cannot inspect. */
export function makesDefaultNodeGroup({ key, props }: Subject): boolean {
    const auto = obj(props.autoMode)?.enabled === true;
    return key === clusterComponent && props.skipDefaultNodeGroup !== true && !auto && !hasFargate(props.fargate);
}

function hasFargate(fargate: unknown): boolean {
    return !absent(fargate) && fargate !== false;
}

/** Families of instances with accelerators: g4dn, g5, p3, trn1, inf2 and so on. */
const acceleratedFamily = /^(g\d|gr\d|p\d|trn\d|inf\d|dl\d)/;

/** Whether a node group has accelerators, by its instance types, its image or its labels. */
export function isAccelerated({ props }: Subject): boolean {
    const types = [...strings(props.instanceTypes), ...strings(props.instanceType)];
    const labels = obj(props.labels) ?? {};
    return (
        types.some((type) => acceleratedFamily.test(type)) ||
        /NVIDIA|NEURON|_GPU/i.test(str(props.amiType) ?? "") ||
        props.gpu === true ||
        labels["nvidia.com/gpu.present"] === "true"
    );
}

/** Smallest and largest size: under `scalingConfig`, or at the top of a self-managed group's arguments. */
export function sizesOf({ key, props }: Subject): {
    readonly min?: number;
    readonly max?: number;
    readonly prefix: string;
} {
    const managed = managedNodeGroupTypes.some((type) => type === key);
    const source = managed ? (obj(props.scalingConfig) ?? {}) : props;
    const min = num(source.minSize);
    const max = num(source.maxSize);
    return {
        prefix: managed ? "scalingConfig." : "",
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
    };
}
