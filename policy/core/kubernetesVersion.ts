import { z } from "zod";

/** The oldest minor version that the pack supports: earlier ones lack the final namespace labels of Pod Security. */
export const oldestMinor = 25;
/** The newest minor version that changed a rule. */
export const newestMinor = 37;

/** The minor of a version such as `1.36`, at most the newest supported one; `undefined` for any other text. */
export function parseKubernetesVersion(version: string): number | undefined {
    const match = /^v?1\.(\d{1,3})$/.exec(version);
    const minor = match === null ? NaN : Number(match[1]);
    return minor >= oldestMinor ? Math.min(minor, newestMinor) : undefined;
}

/** Option of rules that depend on the version of the cluster. */
export const kubernetesVersion = z
    .string()
    .refine((version) => parseKubernetesVersion(version) !== undefined, {
        error: `must be a minor version from 1.${oldestMinor} on, for example "1.36"`,
    })
    .default(`1.${newestMinor}`)
    .describe("Version of the cluster; a version newer than the pack supports is treated as the newest supported one");
