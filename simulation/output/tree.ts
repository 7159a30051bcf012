import { STACK_TYPE } from "../recorded";
import { type ShownResource } from "../in-process/simulate";
import { count, paint, wrap, type TextStyle } from "./text";

/** One line of the tree: a component, or all resources of one type under the same component. */
interface Node {
    readonly label: string;
    /** Names of the grouped resources, or types if there is no label; empty for a component. */
    readonly names: readonly string[];
    /** Number of resources, including those below; shown for components. */
    readonly size: number;
    readonly children: readonly Node[];
}

/**
 * The component tree of a stack. Resources of one type under one parent share a line; names are never shortened.
 */
export function treeText(resources: readonly ShownResource[], style: TextStyle): string[] {
    const children = new Map<string | undefined, ShownResource[]>();
    for (const resource of resources) {
        children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
    }
    const root = resources.find(({ type }) => type === STACK_TYPE);
    return nodesOf(root, children).flatMap((node, i, all) => lines(node, "", i === all.length - 1, style));
}

/** The short type name: `Deployment`, `s3.Bucket`, `Network`. */
export function shortType(type: string): string {
    const [provider = "", module = "", name = ""] = type.split(":");
    const service = module.split("/")[0] ?? "";
    switch (provider) {
        case "aws":
            return service === "index" ? name : `${service}.${name}`;
        case "pulumi":
            return module === "providers" ? `Provider ${name}` : name;
        case "awsx":
            return `awsx.${name}`;
        case "eks":
            return `eks.${name}`;
        default:
            return name;
    }
}

function nodesOf(
    parent: ShownResource | undefined,
    children: ReadonlyMap<string | undefined, ShownResource[]>,
): Node[] {
    const nodes: Node[] = [];
    const groups = new Map<string, string[]>();
    for (const resource of children.get(parent?.urn) ?? []) {
        const { urn, type, name } = resource;
        const group = groups.get(type);
        if (children.has(urn) || isComponent(type)) {
            const inner = nodesOf(resource, children);
            const size = inner.reduce((sum, node) => sum + node.size, 1);
            nodes.push({ label: `${shortType(type)} ${name}`, names: [], size, children: inner });
        } else if (group === undefined) {
            const names = [name];
            groups.set(type, names);
            nodes.push({ label: shortType(type), names, size: 0, children: [] });
        } else {
            group.push(name);
        }
    }
    const sized = nodes.map((node) => (node.names.length === 0 ? node : { ...node, size: node.names.length }));
    return parent === undefined ? sized : namesakesFirst(sized, parent.name);
}

/** Resources with the name of their component share one line, which lists their types. */
function namesakesFirst(nodes: readonly Node[], name: string): Node[] {
    const isNamesake = ({ names }: Node) => names.length === 1 && names[0] === name;
    const namesakes = nodes.filter(isNamesake);
    if (namesakes.length < 2) {
        return [...nodes];
    }
    const line = { label: "", names: namesakes.map(({ label }) => label), size: namesakes.length, children: [] };
    return [line, ...nodes.filter((node) => !isNamesake(node))];
}

/** Components of this program; other components are shown as resources. */
function isComponent(type: string): boolean {
    return type.startsWith("inference-platform:");
}

function lines(node: Node, prefix: string, last: boolean, style: TextStyle): string[] {
    const branch = `${prefix}${last ? "└─ " : "├─ "}`;
    const trunk = `${prefix}${last ? "   " : "│  "}`;
    const { label, names, size, children } = node;
    if (names.length === 0) {
        const [type = "", name = ""] = splitOnce(label);
        const head = `${branch}${paint(style, "bold", name)} ${paint(style, "dim", `${type}, ${count(size, "resource")}`)}`;
        return [head, ...children.flatMap((child, i) => lines(child, trunk, i === children.length - 1, style))];
    }
    const head = label === "" ? branch : `${branch}${label}${names.length === 1 ? "" : ` ×${names.length}`}: `;
    return wrap(names.join(", "), head, `${trunk}  `, style.width).map((line, i) =>
        i === 0 && label !== "" ? line.replace(label, paint(style, "cyan", label)) : line,
    );
}

/** Type and name of a component's label; the type has no space in it, except for providers. */
function splitOnce(label: string): [string, string] {
    const at = label.lastIndexOf(" ");
    return [label.slice(0, at), label.slice(at + 1)];
}
