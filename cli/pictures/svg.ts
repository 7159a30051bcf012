import { readFileSync } from "node:fs";
import path from "node:path";
import { drawing, type Graph } from "../../simulation/report/graph";
import { html } from "../../simulation/report/html";
import { projectFolder } from "../shared/arguments";

/** The report's own style sheet: a picture of the documentation looks as in the report. */
const reportStyle = path.join(projectFolder, "simulation/report/assets/report.css");

/** A drawing as a file of its own: with its title and description, its colors, and a ground on which they are readable anywhere. */
export async function standaloneSvg(graph: Graph, title: string, description: string): Promise<string> {
    const { text } = await drawing(graph, title, description);
    const end = text.indexOf(">") + 1;
    const head = html`<title>${title}</title><desc>${description}</desc>`.text;
    const style = `<style>${pictureStyle(readFileSync(reportStyle, "utf8"))}</style>`;
    const ground = '<rect class="ground" x="0" y="0" width="100%" height="100%" rx="8"/>';
    return `${text.slice(0, end)}\n${head}\n${style}\n${ground}${text.slice(end).trimEnd()}\n`;
}

/**
 * The rules for drawings of a style sheet, with its colors filled in: first the light ones, then the dark ones for readers who
 * prefer those. What shows an SVG outside a browser knows neither variables nor `light-dark`.
 */
export function pictureStyle(sheet: string): string {
    const colors = new Map(
        [...sheet.matchAll(/--([\w-]+): light-dark\((#\w+), (#\w+)\);/g)].map(
            ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
        ),
    );
    const rules = [...sheet.matchAll(/^\.drawing [^{}\s][^{}]*\{[^{}]*\}/gm)].map(([rule]) =>
        rule.replaceAll(/\s+/g, " "),
    );
    const ground = ".ground { fill: var(--paper); }";
    const filled = (shade: "light" | "dark") =>
        [ground, ...rules].map((rule) =>
            rule.replaceAll(/var\(--([\w-]+)\)/g, (_, name: string) => {
                const color = colors.get(name);
                if (color === undefined) {
                    throw new Error(`the style sheet has no color --${name}`);
                }
                return color[shade];
            }),
        );
    return [...filled("light"), "@media (prefers-color-scheme: dark) {", ...filled("dark"), "}"].join("\n");
}
