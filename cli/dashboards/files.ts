import { dashboardFiles } from "../../simulation/output/dashboards";
import { type PictureFile } from "../shared/pictures";
import { type DrawnDashboard, picture } from "./picture";

/** A picture of each dashboard among the objects of a stack, by the name of its file. */
export function pictureFiles(
    resources: readonly { readonly inputs: Readonly<Record<string, unknown>> }[],
): readonly PictureFile[] {
    const objects = resources
        .filter(({ inputs }) => inputs.kind === "ConfigMap")
        .map(({ inputs }) => ({ object: inputs }));
    return dashboardFiles(objects as Parameters<typeof dashboardFiles>[0]).map(({ path, text }) => ({
        name: path.replace(/^dashboards\//, "dashboard-").replace(/\.json$/, ".svg"),
        text: picture(JSON.parse(text) as DrawnDashboard),
    }));
}
