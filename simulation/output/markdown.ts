/** Most characters of a block: GitHub rejects a comment of more than 65,536, and that of the pipeline has several for each of two stacks. */
const longest = 9_000;

/** Markdown for a comment: a heading, and each text as a block that nothing in it can end. */
export function markdownComment(title: string, verdict: string, blocks: readonly MarkdownBlock[]): string {
    return [`### ${title}`, "", verdict, "", ...blocks.flatMap(blockLines)].join("\n");
}

export interface MarkdownBlock {
    readonly title: string;
    readonly text: string;
    /** Whether a reader must open it. Default: false. */
    readonly folded?: boolean;
}

function blockLines({ title, text, folded = false }: MarkdownBlock): string[] {
    const shown =
        text.length <= longest
            ? text
            : `${text.slice(0, longest)}\n… (${text.length - longest} characters more: see the output folder)`;
    const ticks = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1;
    const fence = "`".repeat(ticks);
    const block = [`${fence}text`, shown.trimEnd(), fence, ""];
    return folded ? ["<details>", `<summary>${title}</summary>`, "", ...block, "</details>", ""] : [...block];
}
