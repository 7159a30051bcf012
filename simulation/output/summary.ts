import { type WayIn } from "../facts/exposure";
import { type Objective } from "../facts/objectives";
import { type GroupRights } from "../facts/people";
import { STACK_TYPE } from "../recorded";
import { type ShownResource } from "../in-process/simulate";
import { count, paint, wrap, type TextStyle } from "./text";

/** What a stack consists of, in lines that fit a screen: its nodes, and the number of resources of each part. */
export function summaryLines(resources: readonly ShownResource[], style: TextStyle): string[] {
    const lines: readonly (readonly [title: string, parts: readonly string[]])[] = [
        ["Nodes", resources.flatMap(nodesText)],
        ["Parts", partsText(resources)],
    ];
    return lines.flatMap(([title, parts]) =>
        parts.length === 0
            ? []
            : wrap(`${paint(style, "bold", `${title}:`)} ${parts.join("; ")}`, "", "  ", style.width),
    );
}

/** `gpu-t4 0 to 8 × g4dn.xlarge, spot` of a node group; empty of any other resource. */
function nodesText({ type, name, inputs }: ShownResource): readonly string[] {
    if (type !== "aws:eks/nodeGroup:NodeGroup") {
        return [];
    }
    const { scalingConfig, instanceTypes, capacityType } = inputs as {
        readonly scalingConfig?: { readonly minSize?: number; readonly maxSize?: number };
        readonly instanceTypes?: readonly string[];
        readonly capacityType?: string;
    };
    const bought = capacityType === "SPOT" ? ", spot" : capacityType === "CAPACITY_BLOCK" ? ", reserved" : "";
    // A capacity block fixes the type in the group's launch template.
    const types = instanceTypes === undefined ? "" : ` × ${instanceTypes.join(" or ")}`;
    return [`${name} ${scalingConfig?.minSize ?? 0} to ${scalingConfig?.maxSize ?? 0}${types}${bought}`];
}

/** Parts that are named one by one. */
const shownParts = 3;

/** The largest components directly below the stack with the resources in them, and the rest as a sum. */
function partsText(resources: readonly ShownResource[]): readonly string[] {
    const stack = resources.find(({ type }) => type === STACK_TYPE)?.urn;
    const parents = new Map(resources.map(({ urn, parent }) => [urn, parent]));
    const sizes = new Map<string, number>();
    for (const { urn } of resources) {
        let part = urn;
        for (let above = parents.get(part); above !== undefined && above !== stack; above = parents.get(part)) {
            part = above;
        }
        if (part !== stack) {
            sizes.set(part, (sizes.get(part) ?? 0) + 1);
        }
    }
    const names = new Map(resources.map(({ urn, name }) => [urn, name]));
    const parts = [...sizes].filter(([, size]) => size > 1).sort(([, a], [, b]) => b - a);
    const others = parts.slice(shownParts).reduce((sum, [, size]) => sum + size, 0);
    return [
        ...parts
            .slice(0, shownParts)
            .map(([urn, size], i) => `${names.get(urn)} ${i === 0 ? count(size, "resource") : size}`),
        ...(others === 0 ? [] : [`others ${others} (--tree lists all)`]),
    ];
}

const minutesPerMonth = 30 * 24 * 60;
const requests = 1_000_000;

/** What the objectives of the workloads allow in a month of 30 days: minutes of outage, or failed requests. */
export function objectiveLines(objectives: readonly Objective[], style: TextStyle): string[] {
    if (objectives.length === 0) {
        return [];
    }
    const parts = objectives.map(({ availability, workloads }) => {
        const share = 1 - availability;
        const minutes = Number((share * minutesPerMonth).toPrecision(3));
        const failed = Math.round(share * requests).toLocaleString("en-US");
        const percent = Number((availability * 100).toFixed(6));
        return `${percent} % allows ${minutes} minutes a month, or ${failed} of a million requests (${whose(workloads, "workload")})`;
    });
    return wrap(`${paint(style, "bold", "Objectives:")} ${parts.join("; ")}`, "", "  ", style.width);
}

/** Names as long as they fit into the summary. */
function whose(names: readonly string[], what: string): string {
    return names.length <= shownParts ? names.join(", ") : count(names.length, what);
}

/** Every way in from outside, and whom it is open to. */
export function exposureLines(ways: readonly WayIn[], style: TextStyle): string[] {
    const title = paint(style, "bold", "Exposed:");
    const parts = ways.map((way) => {
        const whom = way.openTo.join(", ");
        return `${way.what} to ${way.public ? paint(style, "yellow", whom) : whom}${routesText(way)}`;
    });
    return wrap(`${title} ${parts.length === 0 ? "nothing" : parts.join("; ")}`, "", "  ", style.width);
}

/** Groups of people that are not administrators, and what they may do; nothing where there are none. */
export function peopleLines(groups: readonly GroupRights[], style: TextStyle): string[] {
    if (groups.length === 0) {
        return [];
    }
    const parts = groups.map(
        ({ group, role, namespaces }) => `${group} as ${role} in ${whose(namespaces, "namespace")}`,
    );
    return wrap(`${paint(style, "bold", "People:")} ${parts.join("; ")}`, "", "  ", style.width);
}

function routesText({ routes }: WayIn): string {
    if (routes.length === 0) {
        return "";
    }
    const open = routes.filter(({ needs }) => needs.length === 0).length;
    const tokens = open === 0 ? "each with a token" : open === routes.length ? "no token" : `${open} without a token`;
    return ` (${count(routes.length, "path")}, ${tokens})`;
}
