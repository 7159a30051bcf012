import { newCommand, parseArguments } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { type Terminal } from "../shared/terminal";
import { chartsTable } from "./chartsTable";

/** `npm run charts`: the table of pinned charts and of the CRDs they bring. */
export function chartsCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const parser = newCommand({
        name: "charts",
        usage: "[options]",
        description:
            "Prints the pinned chart of every release, with the version it runs and how its CRDs are upgraded.",
        examples: [
            ["", "print the table"],
            ["| grep keda", "one chart"],
        ],
        exitCodes: { [ExitCode.Ok]: "the table is printed", [ExitCode.InvalidInput]: "usage error" },
    });
    const ended = parseArguments(parser, args, terminal);
    if (ended === undefined) {
        terminal.stdout.write(chartsTable());
    }
    return Promise.resolve(ended ?? ExitCode.Ok);
}
