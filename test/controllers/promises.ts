import { type Mutation } from "../runtime/mutations";
import { type Past } from "./prometheus/history";
import { type Subject } from "./subject";

/** A workload as a stack file lists it. */
export type Entry = Readonly<Record<string, unknown>>;

/** The workloads that the stack file lists, by name. */
export type OwnEntries = Readonly<Record<string, Entry>>;

/** Something that docs/workloads.md says of scaling or rollouts, and how it shows. */
export interface Promised {
    readonly title: string;
    /** Name of the workload that it is shown on; it exists for this alone. */
    readonly name: string;
    /**
     * The workload: one of the stack's own, with the settings that matter here. Its second argument is the name that it gets,
     * which is another for a breakage.
     */
    readonly workload: (own: OwnEntries, name: string) => Entry;
    /** Alerts that it shows; empty: that there is none. Default: it looks at no alert, and Prometheus evaluates none for it. */
    readonly alerts?: readonly string[];
    /** Kinds of its objects that do not exist until the trial supplies them. Default: all exist. */
    readonly withheld?: readonly string[];
    /** What Prometheus knows of it from earlier days, of a cluster that starts at `start`. Default: nothing. */
    readonly past?: (name: string, start: number) => readonly Past[];
    /** @throws Error when the promise is not kept */
    readonly keeps: (it: Subject) => Promise<void>;
}

/** A field of a rendered object set wrong. A promise that still holds then proves nothing of that field. */
export interface Breakage extends Pick<Mutation, "kind" | "path" | "to"> {
    /** Name of the promise's workload. */
    readonly of: string;
    /** What the object's name has behind the workload's. Default: as for every object of its kind. */
    readonly suffix?: string;
    /** What is wrong then. */
    readonly what: string;
    /** What the failure says: the broken field, not something else, is what it finds. */
    readonly shows: RegExp;
}
