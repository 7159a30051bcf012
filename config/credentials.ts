/** Shown in place of a value that may be a credential. */
export const hidden = "[hidden]";

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

/** Whether the Pulumi CLI has encrypted a value of a stack file: `{ secure: <ciphertext> }`. */
export function isEncryptedValue(value: object): boolean {
    return "secure" in value && typeof value.secure === "string" && Object.keys(value).length === 1;
}
