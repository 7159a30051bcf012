import { type WireProperties } from "./wire";

/** What the engine asked the simulated providers to do. */
export const ProviderCall = {
    Check: "check",
    Create: "create",
    Update: "update",
    Delete: "delete",
    Construct: "construct",
    Invoke: "invoke",
} as const;
export type ProviderCall = (typeof ProviderCall)[keyof typeof ProviderCall];

export interface JournalEntry {
    readonly call: ProviderCall;
    /** The resource's URN; of an invoke, the function's token. */
    readonly subject: string;
    /** As the program gave them, markers included; none at a delete. */
    readonly inputs: WireProperties;
}

/** A part of a remote component that its own provider would replace; the engine sees the component only. */
export interface HiddenReplacement {
    readonly urn: string;
    readonly type: string;
    /** Inputs of the component that cause it. */
    readonly causes: readonly string[];
}

/** In the order in which the engine asked. One operation of the engine is one journal: whoever starts the next one clears it. */
export class Journal {
    readonly #entries: JournalEntry[] = [];
    readonly #unknownTypes = new Set<string>();
    readonly #hiddenReplacements: HiddenReplacement[] = [];

    get entries(): readonly JournalEntry[] {
        return this.#entries;
    }

    /** Types no table describes, sorted: their outputs and what replaces them are not known. */
    get unknownTypes(): readonly string[] {
        return [...this.#unknownTypes].sort();
    }

    get hiddenReplacements(): readonly HiddenReplacement[] {
        return this.#hiddenReplacements;
    }

    record(entry: JournalEntry): void {
        this.#entries.push(entry);
    }

    recordUnknownType(type: string): void {
        this.#unknownTypes.add(type);
    }

    recordHiddenReplacement(replacement: HiddenReplacement): void {
        this.#hiddenReplacements.push(replacement);
    }

    clear(): void {
        this.#entries.length = 0;
        this.#hiddenReplacements.length = 0;
    }
}
