import { dashboardFiles } from "../../simulation/output/dashboards";
import { type DrawnDashboard, picture } from "./picture";

/** Where the documentation keeps its pictures, in the project's folder. */
export const picturesFolder = "docs/pictures";

/** A picture of each dashboard among the objects of a stack, by the name of its file. */
export function pictureFiles(
    resources: readonly { readonly inputs: Readonly<Record<string, unknown>> }[],
): readonly { readonly name: string; readonly text: string }[] {
    const objects = resources
        .filter(({ inputs }) => inputs.kind === "ConfigMap")
        .map(({ inputs }) => ({ object: inputs }));
    return dashboardFiles(objects as Parameters<typeof dashboardFiles>[0]).map(({ path, text }) => ({
        name: path.replace(/^dashboards\//, "dashboard-").replace(/\.json$/, ".svg"),
        text: picture(JSON.parse(text) as DrawnDashboard),
    }));
}
