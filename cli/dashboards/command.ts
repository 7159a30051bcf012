import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadProgram } from "../../simulation/in-process/program";
import { PROJECT } from "../../simulation/in-process/run";
import { simulate } from "../../simulation/in-process/simulate";
import { readStackConfig } from "../../simulation/stackFile";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { describeFailure } from "../shared/failure";
import { type Terminal } from "../shared/terminal";
import { pictureFiles, picturesFolder } from "./files";

/** `npm run dashboards -- <stack>`: a picture of each dashboard of a stack, as in docs/observability.md. */
export async function dashboardsCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const parser = newCommand({
        name: "dashboards",
        usage: "<stack> [options]",
        description:
            "Draws each dashboard of a stack as SVG: its panels, their series and the limits of alerts, no data.",
        examples: [
            ["prod", `after a change of a dashboard: draw the pictures in ${picturesFolder} again`],
            ["dev --out pictures", "those of dev, elsewhere"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the pictures are written",
            [ExitCode.InvalidInput]: "usage error, or the stack file is wrong",
            [ExitCode.Failed]: "anything else",
        },
    })
        .argument("<stack>", "name of the stack: Pulumi.<stack>.yaml")
        .option("--out <folder>", `write into this folder (default: ${picturesFolder})`);
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [stack = ""] = parser.args;
    const { out = path.join(projectFolder, picturesFolder) } = parser.opts<{ out?: string }>();
    try {
        const config = readStackConfig(projectFolder, stack, PROJECT, []);
        const { resources } = await simulate(loadProgram(), { stack, ...config, unknownTypes: "warn" });
        mkdirSync(out, { recursive: true });
        for (const { name, text } of pictureFiles(resources)) {
            writeFileSync(path.join(out, name), text);
            terminal.stdout.write(`${path.join(path.relative(process.cwd(), out), name)}\n`);
        }
        return ExitCode.Ok;
    } catch (error) {
        const { code, text } = describeFailure(error, false);
        terminal.stderr.write(`${text}\n`);
        return code;
    }
}
