import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "yaml";
import { type Chart } from "../../components/addons/definition";
import { isPlainObject, mergeValues } from "../../components/addons/merge";

/** A chart that lies in the folder. */
export interface ChartAtHand {
    /** The folder or archive, for Helm; absent when only the values are there. */
    readonly source?: string;
    readonly defaults: Readonly<Record<string, unknown>>;
    /** Keys that belong to subcharts whose own values are not there, so that keys below them cannot be checked. */
    readonly unseen: readonly string[];
}

/** Finds a chart as `<name>-<version>` folder, `.tgz` or `.values.yaml`; undefined when it is not there. */
export function chartAtHand(folder: string, release: string, chart: Chart): ChartAtHand | undefined {
    for (const name of new Set([chart.chart, release, `istio-${chart.chart}`])) {
        const base = path.join(folder, `${name}-${chart.version}`);
        if (existsSync(base) && statSync(base).isDirectory()) {
            return { source: base, ...readChart(base, chart) };
        }
        if (existsSync(`${base}.tgz`)) {
            return { source: `${base}.tgz`, ...readChart(unpack(`${base}.tgz`), chart) };
        }
        if (existsSync(`${base}.values.yaml`)) {
            return { defaults: readValues(`${base}.values.yaml`), unseen: chart.subcharts ?? [] };
        }
    }
    return undefined;
}

function readChart(folder: string, chart: Chart): Pick<ChartAtHand, "defaults" | "unseen"> {
    let defaults = readValues(path.join(folder, "values.yaml"));
    const unseen: string[] = [];
    for (const name of chart.subcharts ?? []) {
        const values = path.join(folder, "charts", name, "values.yaml");
        if (existsSync(values)) {
            // The parent's values go over those of its subchart.
            const own = defaults[name];
            defaults = { ...defaults, [name]: mergeValues(readValues(values), isPlainObject(own) ? own : {}) };
        } else {
            unseen.push(name);
        }
    }
    return { defaults, unseen };
}

function unpack(archive: string): string {
    const folder = mkdtempSync(path.join(tmpdir(), "charts-"));
    execFileSync("tar", ["-xzf", archive, "-C", folder]);
    const [chart = ""] = readdirSync(folder);
    return path.join(folder, chart);
}

/** Istio's charts keep their defaults below a key of their own, so that users cannot set them. */
const istioDefaults = "_internal_defaults_do_not_set";

function readValues(file: string): Record<string, unknown> {
    const values: unknown = parse(readFileSync(file, "utf8"));
    if (!isPlainObject(values)) {
        return {};
    }
    const inner = values[istioDefaults];
    return isPlainObject(inner) ? inner : values;
}
