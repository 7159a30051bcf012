import { type Command } from "commander";
import { compare } from "../../simulation/differences/compare";
import { comparedOf, readEarlier } from "../../simulation/differences/earlier";
import { loadProgram } from "../../simulation/in-process/program";
import { PROJECT } from "../../simulation/in-process/run";
import { simulate } from "../../simulation/in-process/simulate";
import { jsonDocument, outputFiles } from "../../simulation/output/document";
import { checkOutputFolder, writeOutputFolder } from "../../simulation/output/outputFolder";
import { mandatoryViolations, reportMarkdown, reportText } from "../../simulation/output/report";
import { styleFor } from "../../simulation/output/text";
import { reportFile } from "../../simulation/report";
import { readStackConfig } from "../../simulation/stackFile";
import { newCommand, parseArguments, projectFolder, type StackOptions, withStackOptions } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { describeFailure } from "../shared/failure";
import { Progress } from "../shared/progress";
import { type Terminal } from "../shared/terminal";

interface Options extends StackOptions {
    readonly against?: string;
    readonly tree?: true;
}

function command(): Command {
    const base = newCommand({
        name: "simulate",
        usage: "<stack> [options]",
        description:
            "Shows everything a stack would create, judged by the policy pack: no Pulumi CLI, no account, no network.",
        examples: [
            ["prod --tree", "every resource and policy violation of prod"],
            ["dev --set network.zones=3 --out out/dev", "manifests and chart values of dev with a change"],
            ["dev --against out/dev", "what differs now from what that run wrote"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "all mandatory policies hold",
            [ExitCode.Rejected]: "a mandatory policy is violated",
            [ExitCode.InvalidInput]: "usage error, or the stack file is wrong",
            [ExitCode.Failed]: "anything else",
        },
    });
    return withStackOptions(base, "the report, resources, manifests and chart values")
        .option("--tree", "list every resource in a tree of components")
        .option("--against <folder>", "show what differs, field by field, from an earlier simulation that --out wrote");
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
        // Before anything is written: it may be the folder of --out.
        const earlier = options.against === undefined ? undefined : readEarlier(options.against);
        const config = readStackConfig(projectFolder, stack, PROJECT, options.set);
        progress.show("loading the program");
        const program = loadProgram();
        const simulation = await simulate(program, {
            stack,
            ...config,
            unknownTypes: "warn",
            stackTraces: verbose,
            onProgress: (resources) => progress.show(`simulating ${stack}: ${resources} resources`),
        });
        progress.done();
        simulation.log
            .filter(({ level }) => verbose || level !== "debug")
            .forEach(({ level, message }) => warn(`${level}: ${message}`));
        simulation.unknown.forEach((what) =>
            warn(`warn: the ${what} is not simulated: its computed outputs are missing`),
        );
        const compared =
            earlier === undefined || options.against === undefined
                ? undefined
                : { against: options.against, differences: compare(earlier, comparedOf(simulation)) };
        if (options.out !== undefined) {
            writeOutputFolder(options.out, [...outputFiles(simulation), await reportFile(simulation, compared)]);
        }
        stdout.write(
            options.format === "json"
                ? jsonDocument(simulation, compared)
                : options.format === "markdown"
                  ? reportMarkdown(simulation, compared)
                  : reportText(simulation, styleFor(stdout, env), {
                        tree: options.tree === true,
                        outFolder: options.out,
                        compared,
                    }),
        );
        return mandatoryViolations(simulation).length === 0 ? ExitCode.Ok : ExitCode.Rejected;
    } catch (error) {
        progress.done();
        const { code, text } = describeFailure(error, verbose, options.set);
        warn(text);
        return code;
    }
}
