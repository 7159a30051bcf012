/** User and group of every serving pod. Not 1337, which the mesh's proxy runs as and whose traffic it lets pass. */
export const servingUser = 1001;

/** What the `restricted` Pod Security Standard asks of a pod, and a group that may read its volumes. */
export const podSecurity = {
    runAsNonRoot: true,
    runAsUser: servingUser,
    runAsGroup: servingUser,
    fsGroup: servingUser,
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
} as const;

/** What it asks of a container, and a read-only root file system beyond it. */
export const containerSecurity = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
};
