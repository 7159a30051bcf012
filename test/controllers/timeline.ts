import { pace } from "./pace";

/** Something that a controller did, in seconds of a cluster since the test first asked for anything. */
interface Change {
    readonly what: string;
    readonly at: number;
}

/** What happened to a subject, for the closing lines. */
export class Timeline {
    private noted: Change[] = [];
    private begun: number | undefined;

    public get changes(): readonly Change[] {
        return this.noted;
    }

    /** From here on changes are noted, and seconds are counted; a second call changes nothing. */
    public begin(): void {
        this.begun ??= Date.now();
    }

    /** Forgets what was noted and counts seconds from here on. */
    public beginAnew(): void {
        this.begun = Date.now();
        this.noted = [];
    }

    /** Notes that something has happened now. */
    public note(what: string): void {
        if (this.begun !== undefined) {
            this.noted.push({ what, at: ((Date.now() - this.begun) / 1000) * pace });
        }
    }

    /** Adds a value to a history and notes it, unless it is the last one there. */
    public remember<T>(history: T[], value: T, what: string): void {
        if (history.at(-1) !== value) {
            history.push(value);
            this.note(what);
        }
    }
}
