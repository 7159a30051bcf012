import { z } from "zod";

/**
 * Kubernetes quantities in the one spelling that the API server itself would write. Controllers that read and re-apply a pod
 * template (Argo Rollouts) normalise it, and server-side apply then reports a conflict over `1000m` against `1`.
 */

/** Millicores of `2`, `0.5` or `500m`; undefined when the text is no CPU quantity. */
function parseCpu(text: string): number | undefined {
    const match = /^(\d+(?:\.\d{1,3})?)(m?)$/.exec(text);
    if (match === null) {
        return undefined;
    }
    const millis = match[2] === "m" ? Number(match[1]) : Math.round(Number(match[1]) * 1000);
    return Number.isInteger(millis) && millis > 0 ? millis : undefined;
}

export function formatCpu(millis: number): string {
    return millis % 1000 === 0 ? `${millis / 1000}` : `${millis}m`;
}

const mebibytes = { Mi: 1, Gi: 1024, Ti: 1024 * 1024 } as const;

/** Mebibytes of `512Mi`, `4Gi` or `1Ti`; undefined when the text is not such a quantity. */
export function parseMemory(text: string): number | undefined {
    const match = /^([1-9]\d*)(Mi|Gi|Ti)$/.exec(text);
    return match === null ? undefined : Number(match[1]) * mebibytes[match[2] as keyof typeof mebibytes];
}

export function formatMemory(mib: number): string {
    const unit = (["Ti", "Gi"] as const).find((candidate) => mib % mebibytes[candidate] === 0) ?? "Mi";
    return `${mib / mebibytes[unit]}${unit}`;
}

/** Cores, as `2`, `0.5` or `500m`. */
export const cpuQuantity = z.union([z.number(), z.string().meta({ examples: ["500m"] })]).transform((value, ctx) => {
    const millis = parseCpu(String(value));
    if (millis === undefined) {
        ctx.addIssue({ code: "custom", message: "must be cores such as 2, 0.5 or 500m" });
        return z.NEVER;
    }
    return formatCpu(millis);
});

/** Memory or disk, as `512Mi` or `4Gi`. */
export const memoryQuantity = z
    .string()
    .meta({ examples: ["4Gi"] })
    .transform((value, ctx) => {
        const mib = parseMemory(value);
        if (mib === undefined) {
            ctx.addIssue({ code: "custom", message: "must be a size such as 512Mi or 4Gi" });
            return z.NEVER;
        }
        return formatMemory(mib);
    });

/** Cores of a quantity that has passed {@link cpuQuantity}. */
export function cores(quantity: string): number {
    return (parseCpu(quantity) ?? 0) / 1000;
}

/** Gibibytes of a quantity that has passed {@link memoryQuantity}. */
export function gibibytes(quantity: string): number {
    return (parseMemory(quantity) ?? 0) / 1024;
}

/** Bytes of a quantity that has passed {@link memoryQuantity}. */
export function bytes(quantity: string): number {
    return (parseMemory(quantity) ?? 0) * 1024 ** 2;
}
