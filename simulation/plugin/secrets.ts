import { type Inventory } from "./inventory";
import { type Journal } from "./journal";
import { secretTexts } from "./wire";

/**
 * Texts that are secret in any resource that exists, or in what the engine handed over since the journal was cleared. What
 * Kubernetes calls secret as a whole counts where the program says so.
 */
export function secretsIn({
    inventory,
    journal,
}: {
    readonly inventory: Inventory;
    readonly journal: Journal;
}): string[] {
    const existing = inventory
        .all()
        .flatMap(({ type, inputs, outputs }) => (type.startsWith("kubernetes:") ? [inputs] : [inputs, outputs]));
    const planned = journal.entries.map(({ inputs }) => inputs);
    return [...new Set([...existing, ...planned].flatMap((values) => secretTexts(values)))];
}
