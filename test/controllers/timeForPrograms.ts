import { readFileSync } from "node:fs";
import { availableParallelism, getPriority } from "node:os";

const sampleMs = 250;
/**
 * Runnable threads per core from which on programs count as held up: short bursts are part of every cluster. Where the tier
 * goes first (`runtime/tier.ts`), what others run holds it up little.
 */
const perCore = { first: 6, otherwise: 2 };

/**
 * A clock that slows down while more threads want to run than the machine has cores for. Controllers are then late through no
 * fault of their own: four times as many threads as there should be make everything take about four times as long.
 */
export class TimeForPrograms {
    private passed = 0;
    private last: number | undefined;

    /**
     * @param runnable how many threads of the machine run or want to
     * @param bearable how many may be without holding anybody up
     */
    constructor(
        private readonly runnable: () => number,
        private readonly bearable: number,
    ) {}

    /** Milliseconds since some moment. A new look at the machine is taken at most every quarter of a second. */
    public readonly now = (at = Date.now()): number => {
        this.last ??= at;
        if (at - this.last >= sampleMs) {
            this.passed += (at - this.last) * Math.min(1, this.bearable / this.runnable());
            this.last = at;
        }
        return this.passed;
    };
}

/** The one clock of this process. */
export const timeForPrograms = new TimeForPrograms(
    runnableThreads,
    availableParallelism() * (getPriority() < 0 ? perCore.first : perCore.otherwise),
);

/** From the fourth field of Linux's /proc/loadavg: `runnable/all`. */
function runnableThreads(): number {
    return Math.max(1, Number.parseInt(readFileSync("/proc/loadavg", "utf8").split(" ")[3] ?? "", 10));
}
