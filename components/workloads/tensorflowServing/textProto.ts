/** Protobuf text format, as far as the server's files need it: nested blocks of scalar fields. */

const indent = "  ";

/** A block with its fields and inner blocks, as lines. */
export function block(name: string, content: readonly (readonly string[])[]): string[] {
    const inner = content.flat().map((line) => `${indent}${line}`);
    return inner.length === 0 ? [`${name} {}`] : [`${name} {`, ...inner, "}"];
}

export function field(name: string, value: string): string[] {
    return [`${name}: ${value}`];
}

/** A string literal. Bytes that are not plain ASCII are written in octal, so that no editor or encoding changes them. */
export function text(value: string): string {
    const escaped = [...Buffer.from(value, "utf8")].map((byte) => {
        const character = String.fromCharCode(byte);
        if (character === '"' || character === "\\") {
            return `\\${character}`;
        }
        return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, "0")}` : character;
    });
    return `"${escaped.join("")}"`;
}

/** A whole file of the given lines. */
export function message(...parts: readonly (readonly string[])[]): string {
    return `${parts.flat().join("\n")}\n`;
}
