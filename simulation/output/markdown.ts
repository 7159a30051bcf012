/**
 * Most characters of a block: GitHub rejects a comment of more than 65,536, and that of the pipeline has three blocks for each
 * of two stacks, beside what the commands print.
 */
const longest = 7_000;

/** Markdown for a comment: a heading, and each text as a block that nothing in it can end. */
export function markdownComment(title: string, verdict: string, blocks: readonly MarkdownBlock[]): string {
    return [`### ${title}`, "", verdict, "", ...blocks.flatMap(blockLines)].join("\n");
}

export interface MarkdownBlock {
    readonly title: string;
    readonly text: string;
    /** Whether a reader must open it. Default: false. */
    readonly folded?: boolean;
    /** How GitHub colors it: `diff` by the first character of each line. Default: `text`, not at all. */
    readonly language?: "text" | "diff";
}

function blockLines({ title, text, folded = false, language = "text" }: MarkdownBlock): string[] {
    const shown = cut(text);
    const ticks = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1;
    const fence = "`".repeat(ticks);
    const block = [`${fence}${language}`, shown.trimEnd(), fence, ""];
    return folded ? ["<details>", `<summary>${title}</summary>`, "", ...block, "</details>", ""] : [...block];
}

/** The text, or its first whole lines with how many follow. A first line that is too long is cut itself. */
function cut(text: string): string {
    if (text.length <= longest) {
        return text;
    }
    const end = text.lastIndexOf("\n", longest);
    const shown = text.slice(0, end > 0 ? end : longest);
    return `${shown}\n… (${text.length - shown.length} characters more: see the output folder)`;
}
