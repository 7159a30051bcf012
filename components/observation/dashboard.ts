import { GraphThresholdsStyleConfigBuilder, GraphThresholdsStyleMode } from "@grafana/grafana-foundation-sdk/common";
import {
    type Dashboard,
    DashboardBuilder,
    DashboardLinkBuilder,
    DashboardLinkType,
    DatasourceVariableBuilder,
    QueryVariableBuilder,
    RowBuilder,
    TextBoxVariableBuilder,
    ThresholdsConfigBuilder,
    ThresholdsMode,
    VariableRefresh,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { runbookAddress } from "./alert";
import { readsExemplars } from "./catalogue";

/** Units of Grafana that panels use. Source: @grafana/data, valueFormats/categories. */
export type PanelUnit = "reqps" | "s" | "percentunit" | "short" | "celsius" | "watt" | "percent" | "currencyUSD";

/** A graph of one or several queries. */
export interface PanelSpec {
    readonly title: string;
    /** What it shows, and what a bad value means. */
    readonly description: string;
    readonly unit: PanelUnit;
    /** PromQL by its legend, in which `{{label}}` stands for a label's value. */
    readonly queries: Readonly<Record<string, string>>;
    /** The value from which on it is bad, as the alert has it. Default: no line. */
    readonly limit?: { readonly above: number } | { readonly below: number };
    /** Page below `docs/runbooks` that says what to do, without `.md`. Default: none. */
    readonly runbook?: string;
}

/** A choice at the top of a dashboard, which narrows its queries. */
export type VariableSpec = string | { readonly query: string; readonly all: true };

export interface DashboardSpec {
    /** Never changes: links name it. At most 40 characters. */
    readonly uid: string;
    readonly title: string;
    readonly description: string;
    /**
     * Choices at its top: `label_values(…)` of Grafana's Prometheus source, by variable; with `all` any number of values may be
     * chosen, and all are at first, for queries with `=~`. Default: the data source alone.
     */
    readonly variables?: Readonly<Record<string, VariableSpec>>;
    /** Free text at its top, by variable: what to write there. Default: none. */
    readonly inputs?: Readonly<Record<string, string>>;
    /** The data source that it begins with. Default: the stack's Prometheus. */
    readonly source?: { readonly text: string; readonly value: string };
    /** What the logs and traces of its subject are found by, with the dashboard's variables. Default: no link. */
    readonly explore?: {
        /** LogQL. */
        readonly logs: string;
        /** TraceQL. */
        readonly traces: string;
    };
    /** From symptom to cause. */
    readonly rows: Readonly<Record<string, readonly PanelSpec[]>>;
}

/** Where links lead. */
export interface DashboardLinks {
    /** Address or path of the pages of docs/runbooks. */
    readonly runbooks: string;
    /** Data source of logs. Default: the stack keeps none. */
    readonly logs?: string;
    /** Data source of traces that TraceQL is for. Default: the stack has none. */
    readonly traces?: string;
}

/** Carried by every dashboard of the platform, which link to each other by it. */
const tag = "inference-platform";

/** Grafana's grid has 24 columns; three panels stand in a row. */
const panelSize = { w: 8, h: 8 } as const;
const perRow = 3;

/** Its uid is that of kube-prometheus-stack's data source. */
const prometheus = { text: "Prometheus", value: "prometheus" } as const;

const source = { type: "prometheus", uid: "${datasource}" } as const;

/** A dashboard in Grafana's own JSON. */
export function dashboard(spec: DashboardSpec, links: DashboardLinks): Dashboard {
    const { uid, title, description, source: first = prometheus, variables = {}, inputs = {}, rows } = spec;
    const builder = new DashboardBuilder(title)
        .uid(uid)
        .description(description)
        .tags([tag])
        .readonly()
        .refresh("1m")
        .time({ from: "now-3h", to: "now" })
        .timezone("browser")
        .link(new DashboardLinkBuilder("Dashboards").type(DashboardLinkType.Dashboards).tags([tag]).keepTime(true))
        .withVariable(new DatasourceVariableBuilder("datasource").label("Metrics").type("prometheus").current(first));
    for (const [name, variable] of Object.entries(variables)) {
        builder.withVariable(queryVariable(name, variable));
    }
    for (const [name, label] of Object.entries(inputs)) {
        builder.withVariable(new TextBoxVariableBuilder(name).label(label).defaultValue(""));
    }
    for (const link of exploreLinks(spec, links)) {
        builder.link(link);
    }
    let y = 0;
    for (const [heading, panels] of Object.entries(rows)) {
        builder.withRow(new RowBuilder(heading).gridPos({ x: 0, y, w: 24, h: 1 }));
        y += 1;
        panels.forEach((spec, i) => {
            const place = {
                x: (i % perRow) * panelSize.w,
                y: y + Math.floor(i / perRow) * panelSize.h,
                ...panelSize,
            };
            builder.withPanel(panel(spec, links).gridPos(place));
        });
        y += Math.ceil(panels.length / perRow) * panelSize.h;
    }
    return builder.build();
}

function queryVariable(name: string, variable: VariableSpec): QueryVariableBuilder {
    const [query, all] = typeof variable === "string" ? [variable, false] : [variable.query, true];
    const builder = new QueryVariableBuilder(name)
        .datasource(source)
        .query(query)
        .refresh(VariableRefresh.OnTimeRangeChanged);
    return all
        ? builder.multi(true).includeAll(true).allValue(".*").current({ text: "All", value: "$__all" })
        : builder;
}

/** Links to Grafana's Explore with the query filled in, for the time that the dashboard shows. */
function exploreLinks({ explore }: DashboardSpec, { logs, traces }: DashboardLinks): readonly DashboardLinkBuilder[] {
    if (explore === undefined) {
        return [];
    }
    return [
        ...(logs === undefined ? [] : [exploreLink("Logs", "loki", logs, { expr: explore.logs })]),
        ...(traces === undefined
            ? []
            : [exploreLink("Traces", "tempo", traces, { queryType: "traceql", query: explore.traces })]),
    ];
}

function exploreLink(
    title: string,
    type: string,
    uid: string,
    query: Readonly<Record<string, string>>,
): DashboardLinkBuilder {
    const queries = [{ refId: "A", datasource: { type, uid }, ...query }];
    const panes = { a: { datasource: uid, queries, range: { from: "${__from}", to: "${__to}" } } };
    // Grafana fills in variables of an address as it is written: they must not be encoded.
    const encoded = encodeURIComponent(JSON.stringify(panes)).replaceAll(
        /%24(?:%7B(\w+)%7D|(\w+))/g,
        (_, braced: string | undefined, bare: string | undefined) => `\${${braced ?? bare ?? ""}}`,
    );
    return new DashboardLinkBuilder(title)
        .type(DashboardLinkType.Link)
        .url(`/explore?schemaVersion=1&panes=${encoded}`)
        .targetBlank(true);
}

function panel({ title, description, unit, queries, limit, runbook }: PanelSpec, { runbooks }: DashboardLinks) {
    const builder = new PanelBuilder().title(title).unit(unit).datasource(source);
    if (runbook === undefined) {
        builder.description(description);
    } else {
        const page = runbookAddress(runbooks, runbook);
        builder.description(`${description} Runbook: ${page}`);
        if (/^https?:/.test(page)) {
            builder.links([
                new DashboardLinkBuilder("Runbook").type(DashboardLinkType.Link).url(page).targetBlank(true),
            ]);
        }
    }
    Object.entries(queries).forEach(([legend, expr], i) => {
        const refId = String.fromCharCode("A".charCodeAt(0) + i);
        builder.withTarget(
            new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend).range().exemplar(readsExemplars(expr)),
        );
    });
    return limit === undefined ? builder : withLimit(builder, limit);
}

function withLimit(builder: PanelBuilder, limit: NonNullable<PanelSpec["limit"]>): PanelBuilder {
    const [value, below, above] =
        "above" in limit ? ([limit.above, "green", "red"] as const) : ([limit.below, "red", "green"] as const);
    const steps = [
        { value: null, color: below },
        { value, color: above },
    ];
    return builder
        .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
        .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
}
