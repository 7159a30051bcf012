import { newCommand, parseArguments, setOption, type StackOptions } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { reportFailure } from "../shared/failure";
import { simulatedStack } from "../shared/simulatedStack";
import { type Terminal } from "../shared/terminal";
import { alertsTable } from "./alertsTable";

/** `npm run alerts -- <stack>…`: every alert and alarm of some stacks as a table in Markdown, as in docs/runbooks/README.md. */
export async function alertsCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const parser = newCommand({
        name: "alerts",
        usage: "<stack>...",
        description:
            "Prints every alert and alarm of stacks as a table: when it fires, and the runbook that says what to do.",
        examples: [
            ["prod dev --set addons.kueue.enabled=true", "the table of docs/runbooks/README.md"],
            ["dev", "the alerts of dev"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the table is printed",
            [ExitCode.InvalidInput]: "usage error, or the stack file is wrong",
            [ExitCode.Failed]: "anything else",
        },
    })
        .argument(
            "<stack...>",
            "names of the stacks: Pulumi.<stack>.yaml; figures are those of the first that has the alert",
        )
        .addOption(setOption());
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    try {
        const found = [];
        for (const stack of parser.args) {
            found.push((await simulatedStack(stack, parser.opts<Pick<StackOptions, "set">>().set)).resources);
        }
        terminal.stdout.write(alertsTable(...found));
        return ExitCode.Ok;
    } catch (error) {
        return reportFailure(error, terminal);
    }
}
