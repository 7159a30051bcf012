/** HTML that is safe to put into a page: made by {@link html} alone. */
export class Html {
    constructor(public readonly text: string) {}
}

/** What a template may hold: text is escaped, HTML is not, nothing stays nothing. */
export type Part = Html | string | number | undefined | false | readonly Part[];

/** A piece of HTML. Values are escaped for texts and for attributes in double quotes; they belong nowhere else. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
    return new Html(literals.map((literal, i) => literal + textOf(parts[i])).join(""));
}

function textOf(part: Part): string {
    if (part === undefined || part === false) {
        return "";
    }
    if (part instanceof Html) {
        return part.text;
    }
    return typeof part === "object" ? part.map(textOf).join("") : escape(String(part));
}

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

function escape(text: string): string {
    return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** JSON for a script element that is data: no text in it can end the element. */
export function jsonData(value: unknown): Html {
    return new Html(JSON.stringify(value).replaceAll("<", "\\u003c"));
}
