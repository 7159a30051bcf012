/** Share of what a pod bore that it should be asked for: the rest is for load that grows while new pods start. */
const share = 0.7;

/** What a run has measured. */
interface Measured {
    readonly target: string;
    /** Requests per second of each pod of the test; undefined where its log does not say. */
    readonly rates: readonly (number | undefined)[];
    /** Ready pods of the target, each time that somebody looked while the test ran. */
    readonly pods: readonly number[];
    /** Whether every threshold held. */
    readonly held: boolean;
}

/**
 * Requests per second in the log of a pod: k6's summary counts iterations, each of which is one request, over HTTP and over gRPC.
 * Undefined: there is no summary.
 */
export function rateIn(log: string): number | undefined {
    const [, rate] = /^\s*iterations\.*:\s+\d+\s+([\d.]+)\/s\s*$/m.exec(log) ?? [];
    return rate === undefined ? undefined : Number(rate);
}

/** What each pod of the target bore, and what follows for its scaling; undefined where that was not measured. */
export function capacityText({ target, rates, pods, held }: Measured): string | undefined {
    const known = rates.filter((rate) => rate !== undefined);
    const seen = pods.filter((count) => count > 0);
    if (known.length === 0 || known.length < rates.length || seen.length === 0) {
        return undefined;
    }
    const total = sum(known);
    const perPod = total / (sum(seen) / seen.length);
    const [fewest, most] = [Math.min(...seen), Math.max(...seen)];
    const served = fewest === most ? `${most}` : `${fewest} to ${most}`;
    const measured = `${target} got ${rounded(total)} requests/s on ${served} ready pods, ${rounded(perPod)} for each`;
    if (!held) {
        return `${measured}: more than they bear; lower "users" until every threshold holds`;
    }
    const suggested = Math.floor(perPod * share);
    return suggested < 1
        ? `${measured}: raise "users" until a threshold does not hold to find out what a pod bears`
        : `${measured}, which they bear: scaling.requestsPerReplica may be ${suggested} (${share * 100} %), or more where ` +
              'the thresholds hold with more "users"';
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((a, b) => a + b, 0);
}

function rounded(number: number): string {
    return number < 10 ? number.toFixed(1) : number.toFixed(0);
}
