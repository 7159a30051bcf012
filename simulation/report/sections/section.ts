import { type Html, html, type Part } from "../html";

/** One part of the page, with an entry in its contents. */
export interface Section {
    /** Anchor. */
    readonly id: string;
    readonly title: string;
    /** A number or a word beside the entry in the contents. */
    readonly note?: string;
    readonly body: Html;
}

/** A table that scrolls by itself where it is wider than the page, and can be reached by keyboard. */
export function table(caption: string, columns: readonly Part[], rows: readonly Html[], id?: string): Html {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table: ${caption}">
        <table${id === undefined ? "" : html` id="${id}"`}>
            <caption class="hidden">${caption}</caption>
            <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
            <tbody>${rows}</tbody>
        </table>
    </div>`;
}

/** A search field for the rows of a table or the entries of a tree: they carry their text in `data-text`. */
export function filter(target: string, label: string, total: number): Html {
    return html`<div class="filter">
        <label for="find-${target}">${label}</label>
        <input id="find-${target}" type="search" data-filter="${target}" autocomplete="off" spellcheck="false" />
        <output for="find-${target}" data-total="${total}">${total}</output>
    </div>`;
}

/** A few words with a colored dot: the word carries the meaning, the color repeats it. */
export function badge(look: "good" | "bad" | "warn" | "info" | "quiet", text: Part): Html {
    return html`<span class="badge ${look}">${text}</span>`;
}

export function lines(items: readonly Part[]): Html | string {
    return items.length === 0
        ? ""
        : html`<ul class="plain">
              ${items.map((item) => html`<li>${item}</li>`)}
          </ul>`;
}

/** Names in code type, separated. */
export function names(items: readonly string[], none = "–"): Part {
    return items.length === 0 ? none : items.map((item, i) => html`${i === 0 ? "" : ", "}<code>${item}</code>`);
}

/** A link where it leads somewhere from any disk; else its text. */
export function link(url: string, text: string): Html {
    return /^https?:\/\//.test(url) ? html`<a href="${url}" rel="noreferrer">${text}</a>` : html`<code>${text}</code>`;
}
