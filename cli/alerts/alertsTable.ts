/** A resource, as far as alerts are in it. */
interface WithInputs {
    readonly inputs: Readonly<Record<string, unknown>>;
}

interface Rule {
    readonly alert?: string;
    readonly expr: string;
    readonly for?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
}

const header = ["alert", "severity", "fires when", "after", "without data", "test", "runbook"];

/** Where the cases are that promtool holds each alert to, seen from docs/runbooks. */
const cases = "../../test/integration/rules/alertCases.ts";

/**
 * Every alert of a stack as a table in Markdown, each once although several workloads have it: when it fires, where it is
 * tested, and the page that says what to do.
 */
export function alertsTable(resources: readonly WithInputs[]): string {
    const rules = resources
        .filter(({ inputs }) => inputs.kind === "PrometheusRule")
        .flatMap(({ inputs }) => (inputs.spec as { groups: { rules: Rule[] }[] }).groups)
        .flatMap((group) => group.rules)
        // Of several workloads the same one stands for all, whatever order the objects are created in.
        .sort((a, b) => (a.expr < b.expr ? -1 : 1));
    const alerts = new Map<string, Rule>();
    for (const rule of rules) {
        if (rule.alert !== undefined && !alerts.has(rule.alert)) {
            alerts.set(rule.alert, rule);
        }
    }
    const rows = [...alerts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, rule]) => row(name, rule));
    const lines = [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
    return lines.map((line) => `${line}\n`).join("");
}

function row(name: string, { expr, for: lasting = "0m", labels = {}, annotations = {} }: Rule): string[] {
    const page = (annotations["runbook_url"] ?? "").split("/").at(-1) ?? "";
    return [
        name,
        labels["severity"] ?? "",
        (annotations["description"] ?? "").replaceAll("|", "\\|"),
        lasting,
        expr.startsWith("absent(") ? "fires" : "silent",
        `[case](${cases})`,
        `[${page.replace(/\.md$/, "")}](${page})`,
    ];
}
