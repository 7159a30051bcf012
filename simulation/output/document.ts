import { chartFiles } from "./charts";
import { dashboardFiles } from "./dashboards";
import { gitopsFiles } from "./gitops/folder";
import { manifestFiles, type OutputFile } from "./manifests";
import { type Comparison } from "./report";
import { ruleFiles } from "./rules";
import { type Simulation } from "../in-process/simulate";

/** The JSON document of `--format json`; with the differences where an earlier simulation was compared. */
export function jsonDocument(
    { stack, resources, judgement, manifests, timings }: Simulation,
    compared?: Comparison,
): string {
    const { violations, notEvaluated } = judgement;
    const document = {
        stack,
        resources,
        violations,
        notEvaluated,
        manifests,
        timings,
        ...(compared !== undefined && { against: compared.against, differences: compared.differences }),
    };
    return `${JSON.stringify(document, null, 2)}\n`;
}

/** Every file of an output folder: byte-identical in every run of the same stack. */
export function outputFiles({ resources, manifests, charts, cost, accountValues }: Simulation): OutputFile[] {
    return [
        { path: "resources.json", text: `${JSON.stringify(resources, null, 2)}\n` },
        ...(cost === undefined ? [] : [{ path: "cost.json", text: `${JSON.stringify(cost, null, 2)}\n` }]),
        ...manifestFiles(manifests),
        ...chartFiles(charts),
        ...gitopsFiles({ manifests, charts, accountValues }),
        ...ruleFiles(manifests),
        ...dashboardFiles(manifests),
    ];
}
