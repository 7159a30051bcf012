import { type Lasting, longestOf } from "../runtime/longest";
import { type Mutation, mutationScore } from "../runtime/mutations";
import { mutationOf, type Trial } from "./stack";
import { type Subject } from "./subject";

/** Scenarios that decide how long a run takes. */
const lastEnds = 5;

/** What a run measured, in seconds of a cluster, for the closing lines. */
export class Figures {
    private readonly rows: string[] = [];
    private readonly ends: Lasting[] = [];
    private readonly broken = new Map<Mutation, boolean>();

    /** Notes what became of a workload in the time of its trial. @param promise title of what it shows */
    public note(promise: string, it: Subject): void {
        const changes = it.timeline.changes.map(({ what, at }) => `${what} at ${Math.round(at)} s`);
        if (changes.length > 0) {
            this.rows.push(`${promise}: ${changes.join(", ")}`);
        }
    }

    /** Notes that a scenario is over, whatever came of it. @param seconds since the cluster was started */
    public noteEnd(title: string, seconds: number): void {
        this.ends.push({ title, seconds });
    }

    /** Scenarios that are over. */
    public get ended(): number {
        return this.ends.length;
    }

    /** @param found whether the promise of the trial failed, and as its breakage says */
    public noteBreakage(trial: Trial, found: boolean): void {
        const mutation = mutationOf(trial);
        if (mutation !== undefined) {
            this.broken.set(mutation, found);
        }
    }

    public lines(stack: string): readonly string[] {
        return [
            `${stack}: what controllers did, in seconds of a cluster since the first change asked for:`,
            ...[...this.rows].sort().map((row) => `  ${row}`),
            "the scenarios that ended last, in seconds of this machine since the cluster was started:",
            ...longestOf(this.ends, lastEnds),
            ...(this.broken.size === 0 ? [] : [mutationScore(this.broken)]),
        ];
    }
}
