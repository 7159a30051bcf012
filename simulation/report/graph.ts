import { Html, html } from "./html";

/** A drawing before its layout. */
export interface Graph {
    readonly direction: "LR" | "TB";
    readonly children: readonly (Node | Box)[];
    readonly edges: readonly Edge[];
}

export interface Node {
    readonly id: string;
    /** Lines of text, the first one in bold. */
    readonly lines: readonly string[];
    /** Class for the style sheet. */
    readonly look: string;
}

/** A frame around others. */
export interface Box {
    readonly box: string;
    readonly look: string;
    readonly children: readonly (Node | Box)[];
}

export interface Edge {
    readonly from: string;
    readonly to: string;
    readonly label?: string;
    /** Class for the style sheet; undefined: not drawn, it only places its ends side by side. */
    readonly look?: string;
}

/**
 * Lays a graph out with Graphviz and returns an SVG that takes its colors from the page. The same graph gives the same bytes:
 * widths of texts are Graphviz's own estimates, not those of installed fonts.
 */
export async function drawing(graph: Graph, title: string, description: string): Promise<Html> {
    const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
    const graphviz = await Graphviz.load();
    return new Html(accessible(graphviz.dot(dotSource(graph)), title, description));
}

/** The graph in Graphviz's language. */
export function dotSource({ direction, children, edges }: Graph): string {
    return [
        "digraph {",
        `rankdir=${direction}; compound=true; nodesep=0.18; ranksep=0.35; pad=0.1; bgcolor="transparent";`,
        'graph [fontname="Helvetica" fontsize=13 labeljust=l];',
        'node [shape=box style=rounded fontname="Helvetica" fontsize=12 margin="0.17,0.08" height=0.3];',
        'edge [fontname="Helvetica" fontsize=10 arrowsize=0.7];',
        ...children.flatMap((child, i) => childLines(child, String(i))),
        ...edges.map(({ from, to, label, look }) => {
            const drawn = look === undefined ? "style=invis" : `class=${quoted(look)}`;
            return `${quoted(from)} -> ${quoted(to)} [${drawn}${label === undefined ? "" : ` label=${quoted(label)}`}];`;
        }),
        "}",
    ].join("\n");
}

function childLines(child: Node | Box, path: string): string[] {
    if (!("box" in child)) {
        return [`${quoted(child.id)} [class=${quoted(child.look)} label=${quoted(child.lines.join("\n"))}];`];
    }
    return [
        `subgraph "cluster_${path}" {`,
        `label=${quoted(child.box)}; class=${quoted(child.look)}; style=rounded; margin=12;`,
        ...child.children.flatMap((inner, i) => childLines(inner, `${path}_${i}`)),
        "}",
    ];
}

function quoted(text: string): string {
    return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}

/** One image for a screen reader: its parts have no names of their own, and the tables of the page say the same. */
function accessible(svg: string, title: string, description: string): string {
    const body = svg
        .slice(svg.indexOf("<svg"))
        .replaceAll(/<!--[\s\S]*?-->\n?/g, "")
        .replaceAll(/<title>[\s\S]*?<\/title>\n?/g, "")
        .replaceAll(/ id="[^"]*"/g, "")
        .replaceAll(/ xml:space="preserve"/g, "");
    const { text } = html`<svg class="drawing" role="img" aria-label="${title}. ${description}"`;
    return body.replace("<svg", text);
}
