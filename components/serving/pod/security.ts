import { restrictedContainerInRestrictedPod, restrictedPod } from "../../kubernetes/securityContexts";

/** User and group of every pod. Not 1337: the mesh's proxy runs as that user, and its traffic bypasses the mesh. */
export const podUser = 1001;

/** Security context of every pod: the `restricted` standard, and a group that may read its volumes. */
export const podSecurity = {
    runAsNonRoot: restrictedPod.runAsNonRoot,
    runAsUser: podUser,
    runAsGroup: podUser,
    fsGroup: podUser,
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: restrictedPod.seccompProfile,
} as const;

/** Security context of every container. The SDK's type requires a mutable list. */
export const containerSecurity = {
    ...restrictedContainerInRestrictedPod,
    capabilities: { drop: [...restrictedContainerInRestrictedPod.capabilities.drop] },
};
