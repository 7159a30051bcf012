import { loadProgram } from "../../simulation/in-process/program";
import { PROJECT } from "../../simulation/in-process/run";
import { simulate } from "../../simulation/in-process/simulate";
import { reportModel, type ReportModel } from "../../simulation/report/model";
import { readStackConfig } from "../../simulation/stackFile";
import { projectFolder } from "../shared/arguments";
import { type DrawnStack, pictures } from "./pictures";
import { standaloneSvg } from "./svg";

/** Every picture of the documentation, by the name of its file. */
export async function pictureFiles(): Promise<readonly { readonly name: string; readonly text: string }[]> {
    const models = {} as Record<DrawnStack, ReportModel>;
    for (const stack of ["dev", "prod", "local"] as const) {
        models[stack] = await modelOf(stack);
    }
    const files: { name: string; text: string }[] = [];
    for (const { name, title, description, graph } of pictures) {
        files.push({ name: `${name}.svg`, text: await standaloneSvg(graph(models), title, description) });
    }
    return files;
}

async function modelOf(stack: string): Promise<ReportModel> {
    const config = readStackConfig(projectFolder, stack, PROJECT, []);
    return reportModel(await simulate(loadProgram(), { stack, ...config, unknownTypes: "warn" }));
}
