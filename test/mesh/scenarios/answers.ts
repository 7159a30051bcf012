import assert from "node:assert/strict";
import { type Answer } from "../program";

/** gRPC statuses that tests look for. Source: gRPC, status codes. */
export const grpc = { ok: "0", permissionDenied: "7", internal: 13, unavailable: "14" } as const;

/** Whether a server of the stack answered, and well. */
export function succeeded({ status, grpcStatus = grpc.ok, servedBy, error }: Answer): boolean {
    return status === 200 && grpcStatus === grpc.ok && servedBy !== undefined && error === undefined;
}

/** Whether the mesh refused by policy. */
export function denied({ status, grpcStatus, servedBy }: Answer): boolean {
    return servedBy === undefined && (status === 403 || grpcStatus === grpc.permissionDenied);
}

/** What kinds of answers there were, for messages: `3× 503 reset`. */
export function summary(answers: readonly Answer[]): string {
    const counts = new Map<string, number>();
    for (const { status, grpcStatus, error, servedBy } of answers) {
        const parts = [status, grpcStatus && `gRPC ${grpcStatus}`, error, servedBy && `by ${servedBy}`];
        const key = parts.filter(Boolean).join(" ");
        counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].map(([key, count]) => `${count}× ${key}`).join(", ");
}

export function assertAll(what: string, answers: readonly Answer[], test: (answer: Answer) => boolean): void {
    assert.ok(answers.length > 0 && answers.every(test), `${what}: ${summary(answers)}`);
}

/** Those that had arrived by then, in milliseconds as of `Date.now()`. */
export function answeredBefore(answers: readonly Answer[], moment: number): Answer[] {
    return answers.filter(({ at, ms }) => at + ms < moment);
}

/** Seconds from the first request to the last answer. */
export function durationOf(answers: readonly Answer[]): number {
    const ends = answers.map(({ at, ms }) => at + ms);
    return (Math.max(...ends) - Math.min(...answers.map(({ at }) => at))) / 1000;
}

/** Share of answers that pass, from 0 to 1. */
export function shareOf(answers: readonly Answer[], test: (answer: Answer) => boolean): number {
    return answers.filter(test).length / answers.length;
}

/**
 * Asserts a share that the proxy draws by lot for every request: at most five standard deviations from what is wanted, which
 * a right configuration misses less than once in a million runs.
 */
export function assertShare(what: string, measured: number, wanted: number, count: number): void {
    const bound = 5 * Math.sqrt((wanted * (1 - wanted)) / count);
    assert.ok(
        Math.abs(measured - wanted) <= bound,
        `${what}: ${percent(measured)} of ${count}, wanted ${percent(wanted)} ± ${percent(bound)}`,
    );
}

export function percent(share: number): string {
    return `${(share * 100).toFixed(1)} %`;
}
