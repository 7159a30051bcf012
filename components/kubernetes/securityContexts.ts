/** Pod fields that the `restricted` Pod Security Standard requires. */
export const restrictedPod = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } as const;

/**
 * Container fields that the `restricted` standard requires even when the pod sets `restrictedPod`, and beyond it a read-only
 * root file system.
 */
export const restrictedContainerInRestrictedPod = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
} as const;

/** Container fields that satisfy the `restricted` standard whatever the pod sets, for charts that leave the pod's out. */
export const restrictedContainer = { ...restrictedContainerInRestrictedPod, ...restrictedPod } as const;
