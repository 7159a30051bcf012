import { type ClaimQuery, type LiveClaim } from "../../platform";
import { monitoring } from "../namespaces";
import { prometheusName } from "./names";

/** Claims of Prometheus: the operator names them after their template and the pod. */
export const prometheusClaims: ClaimQuery = {
    namespace: monitoring.name,
    prefix: `prometheus-${prometheusName}-db-`,
};

interface Volumes {
    /** GiB, from the stack file: the size of new volumes. */
    readonly storageGiB: number;
    /** Claims that exist. */
    readonly claims: readonly LiveClaim[];
}

/**
 * Prometheus drops its oldest blocks at this share of its volume, before the volume is full. A share of what the volume really
 * has (`retentionPercentage`) needs version 0.94 of the operator (docs/decisions/064).
 */
const retentionShare = 0.85;

/**
 * What Prometheus may keep, in GB as Prometheus counts them, 1024 MB each. A volume keeps the size of its creation, so that of
 * the smallest one that exists counts where it is less than what the stack file says.
 */
export function retentionGb({ storageGiB, claims }: Volumes): number {
    const sizes = claims.filter(isPrometheus).map(({ gib }) => gib);
    return Math.floor(Math.min(storageGiB, ...sizes) * retentionShare);
}

/** What to say when volumes that exist have less than the stack file wants. Undefined: they have it, or there are none. */
export function smallVolumes({ storageGiB, claims }: Volumes): string | undefined {
    const small = claims.filter((claim) => isPrometheus(claim) && claim.gib < storageGiB);
    if (small.length === 0) {
        return undefined;
    }
    const list = small.map(({ name, volume, gib }) => `${name} has ${gib} GiB (${volume})`).join(", ");
    return (
        `addons.monitoring.storageGiB is ${storageGiB}, but ${list}: metrics are kept up to ${retentionShare * 100} % of the ` +
        "smallest volume. " +
        "Grow the claims as docs/addons/monitoring.md says, then run the update again"
    );
}

function isPrometheus({ namespace, name }: LiveClaim): boolean {
    return namespace === prometheusClaims.namespace && name.startsWith(prometheusClaims.prefix);
}
