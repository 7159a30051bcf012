import { chartFiles } from "./charts";
import { dashboardFiles } from "./dashboards";
import { manifestFiles, type OutputFile } from "./manifests";
import { ruleFiles } from "./rules";
import { type Simulation } from "../in-process/simulate";

/** The JSON document of `--format json`. */
export function jsonDocument({ stack, resources, judgement, manifests, timings }: Simulation): string {
    const { violations, notEvaluated } = judgement;
    return `${JSON.stringify({ stack, resources, violations, notEvaluated, manifests, timings }, null, 2)}\n`;
}

/** Every file of an output folder: byte-identical in every run of the same stack. */
export function outputFiles({ resources, manifests, charts, cost }: Simulation): OutputFile[] {
    return [
        { path: "resources.json", text: `${JSON.stringify(resources, null, 2)}\n` },
        ...(cost === undefined ? [] : [{ path: "cost.json", text: `${JSON.stringify(cost, null, 2)}\n` }]),
        ...manifestFiles(manifests),
        ...chartFiles(charts),
        ...ruleFiles(manifests),
        ...dashboardFiles(manifests),
    ];
}
