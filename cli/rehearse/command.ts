import path from "node:path";
import { type Command } from "commander";
import { findEngine } from "../../simulation/engine/cli";
import { PROJECT } from "../../simulation/in-process/run";
import { checkOutputFolder, writeOutputFolder } from "../../simulation/output/outputFolder";
import { rehearsalFiles, rehearsalJson } from "../../simulation/rehearse/document";
import { parseDrift } from "../../simulation/rehearse/drift";
import { loadBefore, loadRevised } from "../../simulation/rehearse/load";
import { Outcome, rehearse } from "../../simulation/rehearse/rehearsal";
import { type Circumstances, phaseName, rehearsalMarkdown, rehearsalText } from "../../simulation/rehearse/report";
import { openRevision } from "../../simulation/rehearse/revision";
import { newCommand, parseArguments, projectFolder, type StackOptions, withStackOptions } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { reportFailure } from "../shared/failure";
import { Progress } from "../shared/progress";
import { type Terminal } from "../shared/terminal";

interface Options extends StackOptions {
    readonly from?: string;
    readonly live: readonly string[];
    readonly destroy?: true;
    readonly allowReplace?: true;
}

const exitCodes: Readonly<Record<Outcome, ExitCode>> = {
    [Outcome.Well]: ExitCode.Ok,
    [Outcome.Refused]: ExitCode.Rejected,
    [Outcome.Dangerous]: ExitCode.Rejected,
    [Outcome.Failed]: ExitCode.Failed,
};

function command(): Command {
    const base = newCommand({
        name: "rehearse",
        usage: "<stack> [options]",
        description:
            "Runs a stack through the real Pulumi engine on simulated providers: plan, policies, update, a second run.",
        examples: [
            ["prod --from main", "what the working copy changes, compared with main"],
            ["dev --destroy", "create dev and destroy it again"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the update succeeds and a second run changes nothing",
            [ExitCode.Rejected]: "a mandatory policy is violated, or data would be lost",
            [ExitCode.InvalidInput]: "usage error, or the stack file is wrong",
            [ExitCode.Failed]: "anything else",
        },
    });
    return withStackOptions(base, "report, JSON document and the engine's logs")
        .option("--from <revision>", "deploy this git revision first, then what changes it")
        .option(
            "--live <value>",
            "what a resource has by now, as NodeGroup:gpu-t4:scalingConfig.desiredSize=30; repeatable",
            (text: string, others: readonly string[]) => [...others, text],
            [],
        )
        .option("--allow-replace", "proceed although data would be lost")
        .option("--destroy", "destroy everything at the end");
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
        const drift = options.live.map(parseDrift);
        const present = loadRevised(projectFolder, stack, options.set);
        const engine = await findEngine();
        const revision = options.from === undefined ? undefined : openRevision(projectFolder, options.from);
        closeRevision = () => revision?.close();
        const rehearsal = await rehearse({
            project: PROJECT,
            stack,
            engine,
            present: present.revised,
            stackTraces: options.verbose === true,
            ...(revision !== undefined && { before: loadBefore(revision, stack) }),
            drift,
            policyPack: path.join(projectFolder, "policy"),
            allowReplace: options.allowReplace ?? false,
            destroy: options.destroy ?? false,
            onStep: (phase, done) => progress.show(`${phaseName(phase)}: ${done} resources`),
            ...(signal !== undefined && { signal }),
        });
        progress.done();
        const fault = present.fault();
        if (fault !== undefined) {
            throw fault;
        }
        const circumstances: Circumstances = {
            engine: engine.version?.version ?? "(unknown version)",
            ...(revision !== undefined && { from: { ref: revision.ref, commit: revision.commit } }),
            allowReplace: options.allowReplace ?? false,
        };
        if (options.out !== undefined) {
            writeOutputFolder(options.out, rehearsalFiles(rehearsal, circumstances));
        }
        stdout.write(
            options.format === "json"
                ? rehearsalJson(rehearsal, circumstances)
                : options.format === "markdown"
                  ? rehearsalMarkdown(rehearsal, circumstances)
                  : rehearsalText(rehearsal, circumstances),
        );
        return exitCodes[rehearsal.outcome];
    } catch (error) {
        progress.done();
        return reportFailure(error, terminal, options.verbose === true, options.set);
    } finally {
        closeRevision();
    }
}
