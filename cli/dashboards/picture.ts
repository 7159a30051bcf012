/** What a picture shows of a dashboard in Grafana's JSON. */
export interface DrawnDashboard {
    readonly title: string;
    readonly description?: string;
    readonly panels: readonly DrawnPanel[];
    readonly templating: { readonly list: readonly { readonly name: string; readonly label?: string }[] };
}

interface DrawnPanel {
    readonly type: string;
    readonly title: string;
    readonly description?: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly legendFormat: string }[];
    readonly fieldConfig?: {
        readonly defaults: {
            readonly unit?: string;
            readonly thresholds?: {
                readonly steps: readonly { readonly value: number | null; readonly color: string }[];
            };
        };
    };
}

/** Pixels of a column and of a row of Grafana's grid, which has 24 columns. */
const column = 48;
const row = 24;
const width = 24 * column;
const header = 76;

/** Characters that fit into one pixel of a line, at the size that texts have. */
const charactersPerPixel = 1 / 6.4;

/**
 * A dashboard as a picture: where each panel stands, what it shows, its series and the limit of its alert. It has no data, which
 * a stack has and a repository has not.
 */
export function picture({ title, description = "", panels, templating }: DrawnDashboard): string {
    const height = header + Math.max(0, ...panels.map(({ gridPos: { y, h } }) => y + h)) * row;
    const variables = templating.list.map(({ name, label }) => label ?? name).join("  ·  ");
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
        `<style>${styles}</style>`,
        `<rect class="page" width="${width}" height="${height}"/>`,
        text(12, 28, title, "title"),
        text(12, 48, description, "quiet"),
        text(12, 66, variables, "label"),
        ...panels.map((panel) => (panel.type === "row" ? heading(panel) : drawn(panel))),
        "</svg>",
        "",
    ].join("\n");
}

const styles =
    "text{font:12px system-ui,sans-serif;fill:#1f2329}.title{font-size:18px;font-weight:600}.row{font-size:14px;font-weight:600}" +
    ".panel{font-weight:600}.quiet{fill:#5b6470}.label{fill:#2f5fb3}.limit{fill:#b3261e}.page{fill:#f4f5f7}" +
    ".box{fill:#fff;stroke:#d5d9e0}.axis{stroke:#d5d9e0}.line{stroke:#b3261e;stroke-dasharray:6 4}";

function heading({ title, gridPos: { y } }: DrawnPanel): string {
    return text(12, top(y) + 17, title, "row");
}

function drawn({ title, description = "", gridPos, targets = [], fieldConfig }: DrawnPanel): string {
    const [x, y, w, h] = [gridPos.x * column + 4, top(gridPos.y) + 4, gridPos.w * column - 8, gridPos.h * row - 8];
    const { unit = "", thresholds } = fieldConfig?.defaults ?? {};
    const characters = Math.floor((w - 20) * charactersPerPixel);
    const lines = wrapped(description, characters);
    const legend = targets.map(({ legendFormat }) => legendFormat.replaceAll(/[{}]{2}/g, "")).join(", ");
    const limit = thresholds?.steps.find(({ value }) => value !== null)?.value ?? undefined;
    const limitAt = y + 34 + lines.length * 16 + 18;
    return [
        `<rect class="box" x="${x}" y="${y}" width="${w}" height="${h}" rx="3"/>`,
        text(x + 10, y + 20, title, "panel"),
        `<text class="quiet" x="${x + w - 10}" y="${y + 20}" text-anchor="end">${escaped(unit)}</text>`,
        ...lines.map((line, i) => text(x + 10, y + 40 + i * 16, line, "quiet")),
        ...(limit === undefined
            ? []
            : [
                  `<path class="line" d="M${x + 10} ${limitAt}H${x + w - 10}"/>`,
                  text(x + 10, limitAt - 4, `limit ${limit}`, "limit"),
              ]),
        `<path class="axis" d="M${x + 10} ${y + h - 28}H${x + w - 10}"/>`,
        text(x + 10, y + h - 10, shortened(legend, characters), "label"),
    ].join("\n");
}

function top(y: number): number {
    return header + y * row;
}

function text(x: number, y: number, content: string, name: string): string {
    return `<text class="${name}" x="${x}" y="${y}">${escaped(content)}</text>`;
}

/** Lines of at most so many characters, broken between words. */
function wrapped(content: string, characters: number): readonly string[] {
    const lines: string[] = [];
    for (const word of content.split(" ")) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= characters) {
            lines[lines.length - 1] = `${last} ${word}`;
        } else {
            lines.push(word);
        }
    }
    return lines;
}

function shortened(content: string, characters: number): string {
    return content.length <= characters ? content : `${content.slice(0, characters - 1)}…`;
}

function escaped(content: string): string {
    return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
