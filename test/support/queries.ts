import { type MetricName, metrics, seriesNames } from "../../components/observation/catalogue";
import { type Simulated } from "./simulate";

export interface FoundQuery {
    readonly where: string;
    readonly query: string;
}

/** A text of an object, by the way to it: keys alone, and `*` for those of a map of texts. */
interface Place {
    /** Kind of the object, and the way. */
    readonly place: string;
    readonly name: string;
    readonly text: string;
}

const series = new Set((Object.keys(metrics) as MetricName[]).flatMap(seriesNames));

/** Names of the catalogue's series in a text. */
export function seriesIn(text: string): readonly string[] {
    return [...text.matchAll(/:?[A-Za-z_][A-Za-z0-9_:]*/g)].map(([word]) => word).filter((word) => series.has(word));
}

/** Whether a text speaks of series; `up` alone does not tell, which is English too. */
export function namesSeries(text: string): boolean {
    return seriesIn(text).some((name) => name !== "up");
}

/** Where objects have queries, and how to find them in the text there. */
const places: Readonly<Record<string, (text: string) => readonly string[]>> = {
    "PrometheusRule spec.groups.rules.expr": (text) => [text],
    "PrometheusRule spec.groups.rules.annotations.*": templateQueries,
    "ScaledObject spec.triggers.metadata.query": (text) => [text],
    "ScaledJob spec.triggers.metadata.query": (text) => [text],
    "AnalysisTemplate spec.metrics.provider.prometheus.query": (text) => [text],
    "ConfigMap data.*": grafanaQueries,
};

export const queryPlaces = Object.keys(places);

/** Where objects name series without asking for them, and why. */
const named: Readonly<Record<string, string>> = {
    "PrometheusRule spec.groups.rules.record": "a rule's own name",
    "kubernetes:helm.sh/v3:Release values.customMetrics": "what DCGM's exporter measures",
};

/** Keys of maps whose own keys are names. */
const maps = ["data", "annotations"];

function placesOf(kind: string, name: string, value: unknown, way: readonly string[] = []): readonly Place[] {
    if (typeof value === "string") {
        return [{ place: `${kind} ${way.join(".")}`, name, text: value }];
    }
    if (Array.isArray(value)) {
        return value.flatMap((item) => placesOf(kind, name, item, way));
    }
    return Object.entries(typeof value === "object" && value !== null ? value : {}).flatMap(([key, item]) =>
        placesOf(kind, name, item, [...way, typeof item === "string" && maps.includes(way.at(-1) ?? "") ? "*" : key]),
    );
}

/** Texts of a stack's objects and releases that name a series of the catalogue, or stand where queries stand. */
function textsOf(run: Simulated): readonly Place[] {
    return run.resources
        .flatMap(({ type, name, inputs }) =>
            placesOf(typeof inputs.kind === "string" ? inputs.kind : type, name, inputs),
        )
        .filter(({ place, text }) => namesSeries(text) || place in places);
}

/** Every query of a stack: rules, templates of alerts, triggers, analyses, dashboards. */
export function queriesOf(run: Simulated): readonly FoundQuery[] {
    return textsOf(run).flatMap(({ place, name, text }) =>
        (places[place]?.(text) ?? []).map((query) => ({ where: `${name}, ${place}`, query })),
    );
}

/** Where a stack names series at places that no test reads queries from. */
export function unreadPlaces(run: Simulated): readonly string[] {
    const unread = textsOf(run).filter(({ place }) => !(place in places) && !(place in named));
    return [...new Set(unread.map(({ place, name }) => `${place} of ${name}`))];
}

/** What an alert's text asks Prometheus, with any label in place of the alert's. */
function templateQueries(text: string): readonly string[] {
    return [...text.matchAll(/query (?:\(printf )?[`"]([^`]*?)[`"](?: |\))/g)].map(([, query = ""]) =>
        query.replaceAll("%q", '""'),
    );
}

function grafanaQueries(text: string): readonly string[] {
    return [...dashboardQueries(text), ...linkQueries(text)];
}

/** What a data source of traces asks about a span, with any of the labels that it takes from the span. */
function linkQueries(text: string): readonly string[] {
    if (!text.includes('"tracesToMetrics"')) {
        return [];
    }
    const { datasources } = JSON.parse(text) as {
        datasources: readonly {
            jsonData: {
                tracesToMetrics: { tags: readonly { value: string }[]; queries: readonly { query: string }[] };
            };
        }[];
    };
    return datasources.flatMap(({ jsonData: { tracesToMetrics } }) => {
        const matchers = tracesToMetrics.tags.map(({ value }) => `${value}="any"`).join();
        return tracesToMetrics.queries.map(({ query }) => query.replaceAll("$__tags", matchers));
    });
}

/** Of panels and choices; none of a ConfigMap that is not a dashboard. */
function dashboardQueries(text: string): readonly string[] {
    if (!text.includes('"panels"')) {
        return [];
    }
    const { panels, templating } = JSON.parse(text) as {
        panels: readonly { targets?: readonly { expr: string }[] }[];
        templating: { list: readonly { query?: string }[] };
    };
    return [
        ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
        ...templating.list.flatMap(({ query = "" }) => {
            const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
            return selector === undefined ? [] : [`count by (${label}) (${selector})`];
        }),
    ];
}
