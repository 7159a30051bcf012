import { STACK_TYPE } from "../../recorded";
import { type ShownResource } from "../../in-process/simulate";
import { shortType } from "../../output/tree";
import { type Html, html, jsonData } from "../html";
import { type ReportModel } from "../model";
import { filter, type Section } from "./section";

/** Longest text of an input that the page holds: dashboards and scripts are longer. */
const longest = 2000;

/** Every resource in a tree of components, with its inputs on demand. */
export function resources({ resources: all }: ReportModel): Section {
    const children = new Map<string | undefined, ShownResource[]>();
    for (const resource of all) {
        children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
    }
    const index = new Map(all.map(({ urn }, i) => [urn, i]));
    const node = (resource: ShownResource): Html => {
        const below = children.get(resource.urn) ?? [];
        const label = html`<span class="type">${shortType(resource.type)}</span> ${resource.name}`;
        const inputs =
            Object.keys(resource.inputs).length > 0 &&
            html`<details class="inputs" data-inputs="${index.get(resource.urn)}">
                <summary><span class="hidden">${shortType(resource.type)} ${resource.name}: </span>inputs</summary>
            </details>`;
        const text = `${resource.type} ${resource.name}`;
        return below.length === 0
            ? html`<li data-text="${text}">${label} ${inputs}</li>`
            : html`<li data-text="${text}">
                  <details>
                      <summary>${label} <span class="dim">${sizeOf(resource.urn, children)}</span></summary>
                      ${inputs}
                      <ul>
                          ${below.map(node)}
                      </ul>
                  </details>
              </li>`;
    };
    const top = children.get(all.find(({ type }) => type === STACK_TYPE)?.urn) ?? [];
    return {
        id: "resources",
        title: "Resources",
        note: String(all.length - 1),
        body: html`<p>
                What the program registers, by component. Long texts are shortened here; <code>resources.json</code> has
                all of it.
            </p>
            ${filter("tree", "Search types and names", all.length - 1)}
            <ul class="tree" id="tree">
                ${top.map(node)}
            </ul>
            <script type="application/json" id="inputs">
                ${jsonData(all.map(({ inputs }) => shortened(inputs)))}
            </script>`,
    };
}

function sizeOf(urn: string, children: ReadonlyMap<string | undefined, readonly ShownResource[]>): number {
    return (children.get(urn) ?? []).reduce((sum, child) => sum + 1 + sizeOf(child.urn, children), 0);
}

function shortened(value: unknown): unknown {
    if (typeof value === "string") {
        return value.length <= longest ? value : `${value.slice(0, longest)}… (${value.length} characters)`;
    }
    if (Array.isArray(value)) {
        return value.map(shortened);
    }
    return typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]))
        : value;
}
