import { GraphThresholdsStyleConfigBuilder, GraphThresholdsStyleMode } from "@grafana/grafana-foundation-sdk/common";
import {
    type Dashboard,
    DashboardBuilder,
    DashboardLinkBuilder,
    DashboardLinkType,
    DatasourceVariableBuilder,
    QueryVariableBuilder,
    RowBuilder,
    ThresholdsConfigBuilder,
    ThresholdsMode,
    VariableRefresh,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

/** Units of Grafana that panels use. Source: @grafana/data, valueFormats/categories. */
export type PanelUnit = "reqps" | "s" | "percentunit" | "short" | "celsius" | "watt" | "percent";

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
}

export interface DashboardSpec {
    /** Never changes: links name it. At most 40 characters. */
    readonly uid: string;
    readonly title: string;
    readonly description: string;
    /** Choices at its top: `label_values(…)` of Grafana's Prometheus source, by variable. Default: the data source alone. */
    readonly variables?: Readonly<Record<string, string>>;
    /** From symptom to cause. */
    readonly rows: Readonly<Record<string, readonly PanelSpec[]>>;
}

/** Carried by every dashboard of the platform, which link to each other by it. */
const tag = "inference-platform";

/** Grafana's grid has 24 columns; three panels stand in a row. */
const panelSize = { w: 8, h: 8 } as const;
const perRow = 3;

const source = { type: "prometheus", uid: "${datasource}" } as const;

/** A dashboard in Grafana's own JSON. */
export function dashboard({ uid, title, description, variables = {}, rows }: DashboardSpec): Dashboard {
    const builder = new DashboardBuilder(title)
        .uid(uid)
        .description(description)
        .tags([tag])
        .readonly()
        .refresh("1m")
        .time({ from: "now-3h", to: "now" })
        .timezone("browser")
        .link(new DashboardLinkBuilder("Dashboards").type(DashboardLinkType.Dashboards).tags([tag]).keepTime(true))
        .withVariable(
            new DatasourceVariableBuilder("datasource")
                .label("Metrics")
                .type("prometheus")
                .current({ text: "Prometheus", value: "prometheus" }),
        );
    for (const [name, query] of Object.entries(variables)) {
        builder.withVariable(
            new QueryVariableBuilder(name).datasource(source).query(query).refresh(VariableRefresh.OnTimeRangeChanged),
        );
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
            builder.withPanel(panel(spec).gridPos(place));
        });
        y += Math.ceil(panels.length / perRow) * panelSize.h;
    }
    return builder.build();
}

function panel({ title, description, unit, queries, limit }: PanelSpec): PanelBuilder {
    const builder = new PanelBuilder().title(title).description(description).unit(unit).datasource(source);
    Object.entries(queries).forEach(([legend, expr], i) => {
        const refId = String.fromCharCode("A".charCodeAt(0) + i);
        builder.withTarget(
            new DataqueryBuilder()
                .refId(refId)
                .expr(expr)
                .legendFormat(legend)
                .range()
                .exemplar(i === 0),
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
