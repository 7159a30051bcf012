import { createHash } from "node:crypto";

/** Prefix of the annotations and labels that are this project's own. */
export const ownPrefix = "inference-platform";

/** SHA-256 of a text, as 64 hexadecimal digits. */
export function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

/**
 * A name for a Kubernetes object (RFC 1123 label, at most 40 characters) from a name that may hold capitals and underscores;
 * distinct names give distinct results.
 */
export function objectName(name: string): string {
    const plain = name.toLowerCase().replaceAll("_", "-");
    return plain === name && name.length <= 40
        ? name
        : `${plain.slice(0, 34).replace(/-+$/, "")}-${sha256(name).slice(0, 5)}`;
}
