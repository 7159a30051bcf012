import path from "node:path";
import { Command, Option } from "commander";
import { findEngine } from "../../simulation/engine/cli";
import { checkOutputFolder, writeOutputFolder } from "../../simulation/output/outputFolder";
import { rehearsalFiles, rehearsalJson } from "../../simulation/rehearse/document";
import { loadBefore, loadRevised } from "../../simulation/rehearse/load";
import { Outcome, rehearse } from "../../simulation/rehearse/rehearsal";
import { type Circumstances, phaseName, rehearsalText } from "../../simulation/rehearse/report";
import { openRevision } from "../../simulation/rehearse/revision";
import { PROJECT } from "../../simulation/in-process/run";
import { ExitCode } from "../shared/exitCodes";
import { describeFailure } from "../shared/failure";
import { parseArguments } from "../shared/parseArguments";
import { Progress } from "../shared/progress";
import { type Terminal } from "../shared/terminal";

interface Options {
    readonly from?: string;
    readonly out?: string;
    readonly format: "tree" | "json";
    readonly set: readonly string[];
    readonly destroy?: true;
    readonly allowReplace?: true;
    readonly verbose?: true;
}

const root = path.resolve(__dirname, "../..");

const exitCodes: Readonly<Record<Outcome, ExitCode>> = {
    [Outcome.Well]: ExitCode.Ok,
    [Outcome.Refused]: ExitCode.Refused,
    [Outcome.Dangerous]: ExitCode.Refused,
    [Outcome.Failed]: ExitCode.Failed,
};

function command(): Command {
    return new Command("rehearse")
        .usage("<stack> [options]")
        .description(
            "Runs a stack through the real Pulumi engine on simulated providers: plan, policies, update, a second run.",
        )
        .argument("<stack>", "a stack with a file Pulumi.<stack>.yaml")
        .option("--from <revision>", "bring up this git revision first, then show what the present program changes")
        .option(
            "--set <key=value>",
            "a setting over the stack file's, as network.zones=2; the value is YAML; may be repeated",
            (setting: string, others: string[]) => [...others, setting],
            [],
        )
        .option("--allow-replace", "go on where something stateful or protected would be lost")
        .option("--destroy", "destroy everything at the end")
        .option("--out <folder>", "write the report, the JSON document and the engine's logs into this folder")
        .addOption(new Option("--format <format>", "what to print").choices(["tree", "json"]).default("tree"))
        .option("--verbose", "show stack traces")
        .addHelpText(
            "after",
            "\nExit code: 0 all well, 1 a mandatory policy is violated or something stateful or protected would be lost, " +
                "2 the stack file is wrong, 3 anything else.",
        );
}

/** `npm run rehearse -- <arguments>`. */
export async function rehearseCommand(
    args: readonly string[],
    terminal: Terminal,
    signal?: AbortSignal,
): Promise<ExitCode> {
    const { stdout, stderr } = terminal;
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [stack = ""] = parser.args;
    const options = parser.opts<Options>();
    const progress = new Progress(stderr);
    let closeRevision = () => undefined as void;
    try {
        if (options.out !== undefined) {
            checkOutputFolder(options.out);
        }
        const present = loadRevised(root, stack, options.set);
        const engine = await findEngine();
        const revision = options.from === undefined ? undefined : openRevision(root, options.from);
        closeRevision = () => revision?.close();
        const rehearsal = await rehearse({
            project: PROJECT,
            stack,
            engine,
            present: present.revised,
            ...(revision === undefined ? {} : { before: loadBefore(revision, stack) }),
            policyPack: path.join(root, "policy"),
            allowReplace: options.allowReplace ?? false,
            destroy: options.destroy ?? false,
            onStep: (phase, done) => progress.say(`${phaseName(phase)}: ${done} resources`),
            ...(signal === undefined ? {} : { signal }),
        });
        progress.done();
        const fault = present.fault();
        if (fault !== undefined) {
            throw fault;
        }
        const circumstances: Circumstances = {
            engine: engine.version?.version ?? "of an unknown version",
            ...(revision === undefined ? {} : { from: { ref: revision.ref, commit: revision.commit } }),
            allowReplace: options.allowReplace ?? false,
        };
        if (options.out !== undefined) {
            writeOutputFolder(options.out, rehearsalFiles(rehearsal, circumstances));
        }
        stdout.write(
            options.format === "json"
                ? rehearsalJson(rehearsal, circumstances)
                : rehearsalText(rehearsal, circumstances),
        );
        return exitCodes[rehearsal.outcome];
    } catch (error) {
        progress.done();
        const { code, text } = describeFailure(error, options.verbose === true);
        stderr.write(`${text}\n`);
        return code;
    } finally {
        closeRevision();
    }
}
