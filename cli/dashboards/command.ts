import { newCommand, parseArguments } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { reportFailure } from "../shared/failure";
import { picturesFolder, writePictures } from "../shared/pictures";
import { simulatedStack } from "../shared/simulatedStack";
import { type Terminal } from "../shared/terminal";
import { pictureFiles } from "./files";

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
    try {
        const { resources } = await simulatedStack(stack);
        writePictures(pictureFiles(resources), terminal, parser.opts<{ out?: string }>().out);
        return ExitCode.Ok;
    } catch (error) {
        return reportFailure(error, terminal);
    }
}
