import { type WireProperties } from "./wire";

/** Calls of the engine to the simulated providers. */
export const ProviderCall = {
    Check: "check",
    Create: "create",
    Update: "update",
    Delete: "delete",
    Construct: "construct",
    Invoke: "invoke",
} as const;
export type ProviderCall = (typeof ProviderCall)[keyof typeof ProviderCall];

interface JournalEntry {
    readonly call: ProviderCall;
    /** URN of the resource; for an invoke, the token of the function. */
    readonly subject: string;
    /** Inputs in the engine's encoding; empty for a delete. */
    readonly inputs: WireProperties;
}

/** A child of a remote component that its provider would replace; the engine sees only the component. */
export interface HiddenReplacement {
    readonly urn: string;
    readonly type: string;
    /** Inputs of the component that cause it. */
    readonly causes: readonly string[];
}

/** The engine's calls during one operation, in order; cleared before the next operation. */
export class Journal {
    readonly #entries: JournalEntry[] = [];
    readonly #unknownTypes = new Set<string>();
    readonly #hiddenReplacements: HiddenReplacement[] = [];

    get entries(): readonly JournalEntry[] {
        return this.#entries;
    }

    /** Types that are not simulated, sorted: their outputs and replacements are unknown. */
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
