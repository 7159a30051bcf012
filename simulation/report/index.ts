import { type Simulation } from "../in-process/simulate";
import { type OutputFile } from "../output/manifests";
import { type Comparison } from "../output/report";
import { reportModel } from "./model";
import { page } from "./page";
import { exposure, reachability } from "./sections/access";
import { alerts } from "./sections/alerts";
import { architecture } from "./sections/architecture";
import { cost } from "./sections/cost";
import { differences } from "./sections/differences";
import { identities, secrets } from "./sections/identities";
import { policies } from "./sections/policies";
import { quotas } from "./sections/quotas";
import { resources } from "./sections/resources";
import { workloads } from "./sections/workloads";

/** `report.html`: everything that a simulation found out, for people. The same simulation gives the same bytes. */
export async function reportFile(simulation: Simulation, compared?: Comparison): Promise<OutputFile> {
    const model = reportModel(simulation, compared);
    const sections = [
        differences(model),
        await architecture(model),
        workloads(model),
        cost(model),
        quotas(model),
        exposure(model),
        reachability(model),
        policies(model),
        identities(model),
        secrets(model),
        alerts(model),
        resources(model),
    ].flatMap((section) => section ?? []);
    return { path: "report.html", text: page(model, sections) };
}
