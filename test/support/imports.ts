import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Folders of the project's sources. */
const folders = ["config", "components", "policy", "simulation", "cli", "test"];

/** Every TypeScript file of the project at `root`. */
export function sourceFiles(root: string): string[] {
    const below = folders.flatMap((folder) =>
        readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".ts") && !/(^|[\\/])(node_modules|\.cache)[\\/]/.test(file))
            .map((file) => path.join(root, folder, file)),
    );
    return [path.join(root, "index.ts"), ...below];
}

/** `import … from "./x"`, `export … from "./x"` and `import "./x"`; the formatter fixes how they are written. */
const statement = /^(?:import|export)\s+(?:[^;"']*?\s+from\s+)?"(\.[^"]*)";/gm;

/** Files of the project that a file imports, types included, sorted. */
export function importsOf(file: string): string[] {
    const targets = [...readFileSync(file, "utf8").matchAll(statement)].map(([, target = ""]) =>
        resolved(path.resolve(path.dirname(file), target)),
    );
    return [...new Set(targets)].sort();
}

function resolved(target: string): string {
    const candidates = [`${target}.ts`, path.join(target, "index.ts"), target];
    return candidates.find((each) => existsSync(each) && statSync(each).isFile()) ?? target;
}

/** Every circle of a graph, as a list of its members; circles that share members are one (Tarjan's components). */
export function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
    const order = new Map<string, number>();
    const stack: string[] = [];
    const circles: string[][] = [];
    const visit = (node: string): number => {
        order.set(node, order.size);
        let lowest = order.get(node) ?? 0;
        stack.push(node);
        for (const next of graph.get(node) ?? []) {
            if (!order.has(next)) {
                lowest = Math.min(lowest, visit(next));
            } else if (stack.includes(next)) {
                lowest = Math.min(lowest, order.get(next) ?? 0);
            }
        }
        if (lowest === order.get(node)) {
            const component = stack.splice(stack.indexOf(node));
            if (component.length > 1 || graph.get(node)?.includes(node) === true) {
                circles.push(component);
            }
        }
        return lowest;
    };
    for (const node of graph.keys()) {
        if (!order.has(node)) {
            visit(node);
        }
    }
    return circles;
}
