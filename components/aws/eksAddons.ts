/** EKS add-ons that every cluster of the platform has. */
export const eksAddonNames = [
    "vpc-cni",
    "kube-proxy",
    "eks-pod-identity-agent",
    "coredns",
    "aws-ebs-csi-driver",
    "aws-mountpoint-s3-csi-driver",
    "metrics-server",
    "snapshot-controller",
    "eks-node-monitoring-agent",
] as const;
export type EksAddonName = (typeof eksAddonNames)[number];

/** Settings that differ from the add-on's defaults, in the shape of its own configuration schema. */
export const eksAddons: Readonly<Record<EksAddonName, { readonly configuration?: Readonly<Record<string, unknown>> }>> =
    {
        "vpc-cni": {
            configuration: {
                // The schema wants text, not a boolean.
                enableNetworkPolicy: "true",
                env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" },
            },
        },
        "kube-proxy": {},
        "eks-pod-identity-agent": {},
        coredns: {},
        "aws-ebs-csi-driver": {},
        // Pods mount with their own identity (authenticationSource: pod), so the driver has none.
        "aws-mountpoint-s3-csi-driver": {},
        "metrics-server": {},
        "snapshot-controller": {},
        "eks-node-monitoring-agent": {},
    };
