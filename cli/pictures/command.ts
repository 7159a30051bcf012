import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { picturesFolder } from "../dashboards/files";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { describeFailure } from "../shared/failure";
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
    const { out = path.join(projectFolder, picturesFolder) } = parser.opts<{ out?: string }>();
    try {
        const files = await pictureFiles();
        mkdirSync(out, { recursive: true });
        for (const { name, text } of files) {
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
