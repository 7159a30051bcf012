import path from "node:path";
import { Command, CommanderError, Option } from "commander";
import { ExitCode } from "./exitCodes";
import { helpText, type HelpNotes } from "./help";
import { type Terminal } from "./terminal";

/** Folder of the program and of its stack files. */
export const projectFolder = path.resolve(__dirname, "../..");

/** Columns of help text for a stream that is not a terminal. */
const HELP_COLUMNS = 80;

export interface CommandDescription extends HelpNotes {
    /** As in `npm run <name>`. */
    readonly name: string;
    /** What stands behind the name, for example `<stack> [options]`. */
    readonly usage: string;
    readonly description: string;
    /** Meaning of each exit code that the command can return. */
    readonly exitCodes: Readonly<Partial<Record<ExitCode, string>>>;
}

/** A parser with the help of {@link helpText}; arguments and options are added by the command. */
export function newCommand({ name, usage, description, ...notes }: CommandDescription): Command {
    return new Command(`npm run ${name} --`)
        .usage(usage)
        .description(description)
        .helpOption("-h, --help", "show this help")
        .configureHelp({
            formatHelp: (command, { helpWidth = HELP_COLUMNS }) => helpText(command, notes, helpWidth),
        });
}

/**
 * Reads the arguments into `parser` and prints on the terminal what is wrong with them.
 *
 * @returns the exit code when the command ends here: after a usage error, or after help that was asked for
 */
export function parseArguments(
    parser: Command,
    args: readonly string[],
    { stdout, stderr }: Pick<Terminal, "stdout" | "stderr">,
): ExitCode | undefined {
    parser
        .configureOutput({
            writeOut: (text) => stdout.write(text),
            writeErr: (text) => stderr.write(text),
            getOutHelpWidth: () => stdout.columns ?? HELP_COLUMNS,
        })
        .showHelpAfterError("Run with --help for usage.")
        .exitOverride();
    try {
        parser.parse(args, { from: "user" });
        return undefined;
    } catch (error) {
        if (error instanceof CommanderError) {
            return error.exitCode === 0 ? ExitCode.Ok : ExitCode.InvalidInput;
        }
        throw error;
    }
}

/** Options that every command about a stack has. */
export interface StackOptions {
    readonly out?: string;
    readonly format: "tree" | "json" | "markdown";
    readonly set: readonly string[];
    readonly verbose?: true;
}

/** The option `--set`, which may be given several times. */
export function setOption(): Option {
    return new Option("--set <key=value>", "override a setting, as network.zones=2; YAML; repeatable")
        .argParser((setting: string, others: readonly string[]) => [...others, setting])
        .default([], "none");
}

/** Adds the argument `<stack>` and the options of {@link StackOptions}. */
export function withStackOptions(parser: Command, written: string): Command {
    return parser
        .argument("<stack>", "a stack with a file Pulumi.<stack>.yaml")
        .addOption(setOption())
        .option("--out <folder>", `write ${written} here`)
        .addOption(new Option("--format <format>", "output").choices(["tree", "json", "markdown"]).default("tree"))
        .option("--verbose", "show stack traces and debug messages");
}
