import { podSecurityLevels, type PodSecurityLevel } from "../../model/resource";

export const enforceLabel = "pod-security.kubernetes.io/enforce";
export const enforceVersionLabel = "pod-security.kubernetes.io/enforce-version";

/** The minors whose rules the pack knows. Earlier ones lack the namespace labels' final form. */
export const oldestMinor = 25;
/** The newest minor that changed a check. */
export const newestMinor = 37;

export function parseLevel(label: string): PodSecurityLevel | undefined {
    return podSecurityLevels.find((level) => level === label);
}

/** The minor of a version label, `latest` as infinity; `undefined` when it is neither `latest` nor `v1.<minor>`. */
export function parseVersionLabel(label: string): number | undefined {
    const match = /^v1\.(0|[1-9]\d*)$/.exec(label);
    return label === "latest" ? Infinity : match === null ? undefined : Number(match[1]);
}

/** The minor of a version such as `1.36`, limited to the newest one known. */
export function parseKubernetesVersion(version: string): number | undefined {
    const match = /^v?1\.(\d{1,3})$/.exec(version);
    const minor = match === null ? NaN : Number(match[1]);
    return minor >= oldestMinor ? Math.min(minor, newestMinor) : undefined;
}
