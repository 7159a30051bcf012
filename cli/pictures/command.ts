import { newCommand, parseArguments } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { reportFailure } from "../shared/failure";
import { picturesFolder, writePictures } from "../shared/pictures";
import { type Terminal } from "../shared/terminal";
import { pictureFiles } from "./files";

/** `npm run pictures`: the pictures of the documentation, from the example stacks, the workflows and the flows beside this file. */
export async function picturesCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const parser = newCommand({
        name: "pictures",
        usage: "[options]",
        description:
            "Draws the pictures of the documentation as SVG, from the example stacks, the workflows and the program.",
        examples: [
            ["", `after a change of a stack: draw the pictures in ${picturesFolder} again`],
            ["--out pictures", "elsewhere, to look at them first"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the pictures are written",
            [ExitCode.InvalidInput]: "usage error, or a stack file is wrong",
            [ExitCode.Failed]: "anything else",
        },
    }).option("--out <folder>", `write into this folder (default: ${picturesFolder})`);
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    try {
        writePictures(await pictureFiles(), terminal, parser.opts<{ out?: string }>().out);
        return ExitCode.Ok;
    } catch (error) {
        return reportFailure(error, terminal);
    }
}
