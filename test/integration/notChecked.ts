/** What a run could not look at, each once, for its closing lines: a test that says nothing of it would look complete. */
const reasons = new Set<string>();

export function noteNotChecked(reason: string): void {
    reasons.add(reason);
}

export function notChecked(): readonly string[] {
    return [...reasons];
}
