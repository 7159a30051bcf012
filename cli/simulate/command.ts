import path from "node:path";
import { Command, Option } from "commander";
import { jsonDocument, outputFiles } from "../../simulation/output/document";
import { checkOutputFolder, writeOutputFolder } from "../../simulation/output/outputFolder";
import { loadProgram } from "../../simulation/in-process/program";
import { mandatoryViolations, reportText } from "../../simulation/output/report";
import { PROJECT } from "../../simulation/in-process/run";
import { simulate } from "../../simulation/in-process/simulate";
import { readStackConfig } from "../../simulation/stackFile";
import { styleFor } from "../../simulation/output/text";
import { ExitCode } from "../shared/exitCodes";
import { describeFailure } from "../shared/failure";
import { parseArguments } from "../shared/parseArguments";
import { Progress } from "../shared/progress";
import { type Terminal } from "../shared/terminal";

interface Options {
    readonly out?: string;
    readonly format: "tree" | "json";
    readonly set: readonly string[];
    readonly verbose?: true;
}

const root = path.resolve(__dirname, "../..");

function command(): Command {
    return new Command("simulate")
        .usage("<stack> [options]")
        .description(
            "Shows everything a stack would create, judged by the policy pack: no Pulumi CLI, no account, no network.",
        )
        .argument("<stack>", "a stack with a file Pulumi.<stack>.yaml")
        .option("--out <folder>", "write resources, manifests and chart values into this folder")
        .addOption(new Option("--format <format>", "what to print").choices(["tree", "json"]).default("tree"))
        .option(
            "--set <key=value>",
            "a setting over the stack file's, as network.zones=2; the value is YAML; may be repeated",
            (setting: string, others: string[]) => [...others, setting],
            [],
        )
        .option("--verbose", "show stack traces and everything the program logs")
        .addHelpText(
            "after",
            "\nExit code: 0 all mandatory policies hold, 1 one is violated, 2 the stack file is wrong, 3 anything else.",
        );
}

/** `npm run simulate -- <arguments>`. */
export async function simulateCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const { stdout, stderr, env } = terminal;
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [stack = ""] = parser.args;
    const options = parser.opts<Options>();
    const verbose = options.verbose === true;
    const progress = new Progress(stderr);
    const warn = (line: string) => stderr.write(`${line}\n`);
    try {
        if (options.out !== undefined) {
            checkOutputFolder(options.out);
        }
        const config = readStackConfig(root, stack, PROJECT, options.set);
        progress.say("loading the program");
        const program = loadProgram();
        const simulation = await simulate(program, {
            stack,
            ...config,
            unknownTypes: "warn",
            stackTraces: verbose,
            onProgress: (resources) => progress.say(`simulating ${stack}: ${resources} resources`),
        });
        progress.done();
        simulation.log
            .filter(({ level }) => verbose || level !== "debug")
            .forEach(({ level, message }) => warn(`${level}: ${message}`));
        simulation.unknown.forEach((what) =>
            warn(`warn: no simulated provider knows the ${what}: its computed outputs are missing`),
        );
        if (options.out !== undefined) {
            writeOutputFolder(options.out, outputFiles(simulation));
        }
        stdout.write(
            options.format === "json"
                ? jsonDocument(simulation)
                : reportText(simulation, styleFor(stdout, env), options.out),
        );
        return mandatoryViolations(simulation).length === 0 ? ExitCode.Ok : ExitCode.Refused;
    } catch (error) {
        progress.done();
        const { code, text } = describeFailure(error, verbose);
        warn(text);
        return code;
    }
}
