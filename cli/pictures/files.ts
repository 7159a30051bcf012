import { reportModel, type ReportModel } from "../../simulation/report/model";
import { type PictureFile } from "../shared/pictures";
import { simulatedStack } from "../shared/simulatedStack";
import { type DrawnStack, pictures } from "./pictures";
import { standaloneSvg } from "./svg";

/** Every picture of the documentation, by the name of its file. */
export async function pictureFiles(): Promise<readonly PictureFile[]> {
    const models = {} as Record<DrawnStack, ReportModel>;
    for (const stack of ["dev", "prod", "local"] as const) {
        models[stack] = reportModel(await simulatedStack(stack));
    }
    const files: PictureFile[] = [];
    for (const { name, title, description, graph } of pictures) {
        files.push({ name: `${name}.svg`, text: await standaloneSvg(graph(models), title, description) });
    }
    return files;
}
