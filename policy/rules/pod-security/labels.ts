import { podSecurityLevels, type PodSecurityLevel } from "../../model/resource";

export const enforceLabel = "pod-security.kubernetes.io/enforce";
export const enforceVersionLabel = "pod-security.kubernetes.io/enforce-version";

export function parseLevel(label: string): PodSecurityLevel | undefined {
    return podSecurityLevels.find((level) => level === label);
}

/** The minor of a version label, `latest` as infinity; `undefined` when it is neither `latest` nor `v1.<minor>`. */
export function parseVersionLabel(label: string): number | undefined {
    const match = /^v1\.(0|[1-9]\d*)$/.exec(label);
    return label === "latest" ? Infinity : match === null ? undefined : Number(match[1]);
}
