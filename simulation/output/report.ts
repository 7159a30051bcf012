import { type NotEvaluated, type Violation } from "../../policy/core/judge";
import { isManifest } from "./manifests";
import { markdownComment } from "./markdown";
import { type Simulation } from "../in-process/simulate";
import { type Differences } from "../differences/compare";
import { differenceCounts, differenceDiff, differenceLines } from "../differences/text";
import { exposure } from "../facts/exposure";
import { objectives } from "../facts/objectives";
import { people } from "../facts/people";
import { exposureLines, objectiveLines, peopleLines, summaryLines } from "./summary";
import { count, paint, type TextStyle, usd, wrap } from "./text";
import { shortType, treeText } from "./tree";

/** What a report contains besides its summary. */
export interface ReportOptions {
    /** The component tree with every resource. Default false. */
    readonly tree?: boolean;
    /** Folder that the output was written to. Default: none. */
    readonly outFolder?: string | undefined;
    /** Differences from an earlier simulation. Default: none is compared. */
    readonly compared?: Comparison | undefined;
}

/** An earlier simulation that this one was compared with. */
export interface Comparison {
    /** Its folder, as the user wrote it. */
    readonly against: string;
    readonly differences: Differences;
}

/** A simulation as text: summary, component tree on demand, policy results, next steps. */
export function reportText(
    simulation: Simulation,
    style: TextStyle,
    { tree = false, outFolder, compared }: ReportOptions = {},
): string {
    return [
        ...heading(simulation, style),
        ...summaryLines(simulation.resources, style),
        ...exposureLines(exposure(simulation), style),
        ...objectiveLines(objectives(simulation.manifests), style),
        ...(tree
            ? [...peopleLines(people(simulation.manifests), style), "", ...treeText(simulation.resources, style), ""]
            : []),
        ...policyLines(simulation, style),
        ...costLines(simulation, style),
        ...quotaLines(simulation, style),
        "",
        ...(compared === undefined ? [] : [...differenceLines(compared.differences, compared.against, style), ""]),
        ...nextSteps(simulation, style, outFolder),
        "",
    ].join("\n");
}

/** A simulation as a comment on a pull request: the summary, and what differs folded away. */
export function reportMarkdown(simulation: Simulation, compared?: Comparison): string {
    const plain = { width: 120, color: false };
    const violations = mandatoryViolations(simulation).length;
    const verdict =
        violations === 0
            ? "All mandatory policies hold."
            : `**Rejected**: ${count(violations, "violation")} of mandatory policies.`;
    const summary = [
        ...heading(simulation, plain),
        ...summaryLines(simulation.resources, plain),
        ...exposureLines(exposure(simulation), plain),
        ...peopleLines(people(simulation.manifests), plain),
        ...policyLines(simulation, plain),
        ...costLines(simulation, plain),
    ];
    const differences =
        compared === undefined
            ? []
            : [
                  {
                      title: `Differences: ${differenceCounts(compared.differences)}`,
                      text: differenceDiff(compared.differences),
                      folded: true,
                      language: "diff" as const,
                  },
              ];
    return markdownComment(`Simulation of ${simulation.stack}`, verdict, [
        { title: "Summary", text: summary.join("\n") },
        ...differences,
    ]);
}

export function mandatoryViolations({ judgement }: Simulation): readonly Violation[] {
    return judgement.violations.filter(({ level }) => level === "mandatory");
}

function heading({ stack, region, resources, manifests, charts }: Simulation, style: TextStyle): string[] {
    const counts = [
        // Without the stack itself.
        count(resources.length - 1, "resource"),
        count(manifests.filter(isManifest).length, "Kubernetes object"),
        count(charts.length, "Helm chart"),
    ];
    const place = region === undefined ? "" : ` in ${region}`;
    return wrap(`${paint(style, "bold", stack)}${place}: ${counts.join(", ")}`, "", "  ", style.width);
}

function policyLines({ judgement }: Simulation, style: TextStyle): string[] {
    const { violations, notEvaluated } = judgement;
    const mandatory = violations.filter(({ level }) => level === "mandatory");
    const advisory = violations.filter(({ level }) => level === "advisory");
    const summary = [
        paint(style, mandatory.length === 0 ? "green" : "red", `${mandatory.length} mandatory`),
        paint(style, advisory.length === 0 ? "green" : "yellow", `${advisory.length} advisory`),
        `${notEvaluated.length} not evaluated`,
    ];
    return [
        `${paint(style, "bold", "Policies:")} ${summary.join(", ")}`,
        ...violationLines("violates", mandatory, "red", style),
        ...violationLines("advice", advisory, "yellow", style),
        ...notEvaluatedLines(notEvaluated, style),
    ];
}

/** Empty where the program estimates nothing. */
function costLines({ cost }: Simulation, style: TextStyle): string[] {
    if (cost === undefined) {
        return [];
    }
    const { withoutLoad, whileSchedulesRun, atMaximum } = cost.usdPerMonth;
    const parts = [
        `${usd(withoutLoad)} a month without load (${usd(cost.usdPerDayWithoutLoad)} a day)`,
        ...(whileSchedulesRun === undefined ? [] : [`${usd(whileSchedulesRun)} if all schedules ran`]),
        `${usd(atMaximum)} at maximum`,
    ];
    const missing = cost.notCounted.length === 0 ? "" : `; no price for ${cost.notCounted.join(", ")}`;
    const text = `about ${parts.join(", ")}; ${cost.prices}, plus use${missing}`;
    return wrap(`${paint(style, "bold", "Cost:")} ${text}`, "", "  ", style.width);
}

/** What a new account would not grant; empty where its defaults are enough. */
function quotaLines({ quotas = [] }: Simulation, style: TextStyle): string[] {
    const beyond = quotas.filter(({ needed, newAccount }) => needed > newAccount);
    const parts = beyond.map(({ quota, code, needed }) => `${needed} ${quota} (${code})`);
    const title = paint(style, "bold", "Quotas:");
    if (parts.length === 0) {
        return [];
    }
    const named = `beyond those of a new account, with all nodes: ${parts.join("; ")}; docs/quotas.md`;
    // The summary fits a screen: names where they take one line, else how many there are.
    const fits = "Quotas: ".length + named.length <= style.width;
    return [`${title} ${fits ? named : `${parts.length} beyond a new account's; docs/quotas.md`}`];
}

/** Violations grouped by policy, because many objects often violate the same one. */
function violationLines(
    word: string,
    violations: readonly Violation[],
    color: "red" | "yellow",
    style: TextStyle,
): string[] {
    return byPolicy(violations).flatMap(([policy, entries]) => [
        `  ${paint(style, color, word)} ${paint(style, "bold", policy)}`,
        ...entries.flatMap((entry) => wrap(`${subject(entry)}: ${entry.message}`, "    - ", "      ", style.width)),
    ]);
}

function notEvaluatedLines(entries: readonly NotEvaluated[], style: TextStyle): string[] {
    return byPolicy(entries).flatMap(([policy, undecided]) => [
        `  not evaluated ${paint(style, "bold", policy)}`,
        ...undecided.flatMap((entry) => wrap(`${subject(entry)}: ${entry.reason}`, "    - ", "      ", style.width)),
    ]);
}

function byPolicy<T extends { readonly policy: string }>(entries: readonly T[]): [string, T[]][] {
    const groups = new Map<string, T[]>();
    for (const entry of entries) {
        groups.set(entry.policy, [...(groups.get(entry.policy) ?? []), entry]);
    }
    return [...groups];
}

function subject({ object, type, name }: Violation | NotEvaluated): string {
    if (object === undefined) {
        return `${shortType(type)} ${name}`;
    }
    return `${object.kind} ${object.namespace === undefined ? "" : `${object.namespace}/`}${object.name}`;
}

function nextSteps(simulation: Simulation, style: TextStyle, outFolder?: string): string[] {
    const { stack } = simulation;
    const violated = mandatoryViolations(simulation).length > 0;
    const written = outFolder !== undefined;
    const steps: [string, string][] = [
        ...(violated
            ? [["fix the mandatory violations above", "`pulumi up` would be rejected"] as [string, string]]
            : []),
        ...(written
            ? [[`kubectl diff -R -f ${outFolder}/manifests`, "compare with a running cluster"] as [string, string]]
            : [[`npm run simulate -- ${stack} --out out/${stack}`, "report and files"] as [string, string]]),
        [`npm run rehearse -- ${stack}`, "run the real engine"],
        ...(violated ? [] : [[`pulumi up -s ${stack} --policy-pack policy`, "deploy"] as [string, string]]),
    ];
    const column = Math.max(...steps.map(([command]) => command.length));
    const twoColumns = steps.every(([, what]) => column + what.length + 4 <= style.width);
    return [
        ...(written ? [`Written: ${outFolder}; open ${outFolder}/report.html in a browser`, ""] : []),
        "Next:",
        ...steps.flatMap(([command, what]) => {
            const head = `  ${twoColumns ? command.padEnd(column) : command}  `;
            return head.length + what.length <= style.width
                ? [`${head}${paint(style, "dim", what)}`]
                : [`  ${command}`, ...wrap(what, "      ", "      ", style.width)];
        }),
    ];
}
