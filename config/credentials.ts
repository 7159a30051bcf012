import { type Fault, keyPath } from "./fault";

/** Shown in place of a value that may be a credential. */
export const hidden = "[hidden]";

/** Starts the reason of a fault whose value may be a credential. */
export const notShown = "has a value that is not shown, since it may be a credential";

/** Forms of credentials that have one: addresses with a password, keys and tokens of well-known services, private keys. */
const credentialForms = [
    /:\/\/[^/\s:@]*:[^/\s@]+@/,
    /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
    /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
    /\beyJ[\w-]{8,}\.[\w-]{8,}/,
    /\b(gh[pousr]_|github_pat_|glpat-|xox[abposr]-|hf_|sk-|sk_live_|rk_live_|AIza|ya29\.|pul-)[\w-]{10,}/,
    /hooks\.slack\.com\/services\//,
    /\b(password|passwd|secret|token|api[_-]?key|access[_-]?key)\s*[=:]\s*\S/i,
    // A key of a cloud, without spaces and with all kinds of letters; a hex digest, an ARN or a path is not one.
    /(?<![\w/+=:.-])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*[a-z])(?=[A-Za-z0-9/+]*\d)[A-Za-z0-9/+]{40,}={0,2}(?![\w/+=:.-])/,
];

/** Keys whose value is a credential when a person put it there, although none of ours holds one. */
const credentialKeys =
    /^(secrets|password|passwd|passphrase|token|api[_-]?key|access[_-]?key|secret[_-]?(access[_-]?)?key|credentials?)$/i;

/** Whether a text has the form of a credential. */
export function looksLikeCredential(text: string): boolean {
    return credentialForms.some((form) => form.test(text));
}

/** Whether what stands at or below the key may be a credential. */
export function mayHoldCredential(path: readonly (string | number)[]): boolean {
    return path.some((part) => typeof part === "string" && credentialKeys.test(part));
}

/** A text of a stack file that may be a credential, and where it stands. */
interface Suspect {
    readonly text: string;
    /** Key path of the value, or of what has the text as a key. */
    readonly at: string;
}

/**
 * The faults without any text of the stack file that may be a credential, whichever check wrote it: each such text is replaced,
 * and a fault of the value itself that still quotes a part of it gets another reason.
 *
 * @param input the values of the file, as they were written
 */
export function withoutCredentials(faults: readonly Fault[], input: unknown): readonly Fault[] {
    if (faults.length === 0) {
        return faults;
    }
    // The longest first: one may be a part of another.
    const suspects = suspectsIn(input, []).sort((a, b) => b.text.length - a.text.length);
    return suspects.reduce((shown, suspect) => shown.map((fault) => withoutCredential(fault, suspect)), faults);
}

function withoutCredential(fault: Fault, { text, at }: Suspect): Fault {
    const [path, reason] = [fault.path, fault.reason].map((words) => {
        const quoted = JSON.stringify(text).slice(1, -1);
        return words.replaceAll(text, hidden).replaceAll(quoted, hidden);
    }) as [string, string];
    const own = fault.path === at || at.startsWith(`${fault.path}.`) || at.startsWith(`${fault.path}[`);
    const quotesPart =
        own && !reason.startsWith(notShown) && (text.match(/\w{6,}/g) ?? []).some((word) => reason.includes(word));
    return { path, reason: quotesPart ? notShown : reason };
}

function suspectsIn(value: unknown, path: readonly (string | number)[]): Suspect[] {
    if (typeof value === "string") {
        return looksLikeCredential(value) ? [{ text: value, at: keyPath(...path) }] : [];
    }
    if (typeof value !== "object" || value === null) {
        return [];
    }
    const entries = Array.isArray(value) ? [...(value as unknown[]).entries()] : Object.entries(value);
    return entries.flatMap(([key, each]) => [
        ...(typeof key === "string" ? suspectsIn(key, path) : []),
        ...suspectsIn(each, [...path, key]),
    ]);
}

/** Whether the Pulumi CLI has encrypted a value of a stack file: `{ secure: <ciphertext> }`. */
export function isEncryptedValue(value: object): boolean {
    return "secure" in value && typeof value.secure === "string" && Object.keys(value).length === 1;
}
