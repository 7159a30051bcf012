import { readFileSync } from "node:fs";
import { type Readable } from "node:stream";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parse } from "yaml";
import { check } from "../../policy/check/check";
import { type Format, formats } from "../../policy/check/formats";
import { type TextStyle } from "../../policy/check/formats/text";
import packConfig from "../../policy/config.json";
import { ConfigError, type Coverage, type JudgeOptions } from "../../policy/core/judge";
import { oldestMinor, parseKubernetesVersion } from "../../policy/core/kubernetesVersion";
import { type PackConfig } from "../../policy/core/settings";
import { isObj } from "../../policy/model/read";
import { type Group, groups } from "../../policy/model/resource";
import { styleFor } from "../../simulation/output/text";
import { newCommand, parseArguments } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { type Terminal } from "../shared/terminal";

/** Columns of text on a stream that is not a terminal. */
const defaultWidth = 80;

interface Options extends Pick<JudgeOptions, "level" | "kubernetesVersion"> {
    readonly policies?: readonly Group[];
    readonly format: Format;
    /** `false` for `--no-config`. */
    readonly config?: PackConfig | false;
}

function command(): Command {
    return newCommand({
        name: "check",
        usage: "<inputs...> [options]",
        description: "Runs the policy pack over Kubernetes YAML or JSON, outside Pulumi.",
        examples: [
            ["manifests/", "every file of a directory, recursively"],
            ["--policies pod-security -", "Pod Security alone, of YAML on stdin"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "no mandatory violations",
            [ExitCode.Rejected]: "mandatory violations",
            [ExitCode.InvalidInput]:
                "usage error, unreadable input (all other input was evaluated), or nothing to judge",
            [ExitCode.Failed]: "anything else",
        },
    })
        .argument("<inputs...>", "files, directories, or - for stdin")
        .option("--policies <groups>", `only these groups, comma-separated: ${groups.join(", ")}`, parseGroups)
        .addOption(
            new Option(
                "--level <level>",
                "Pod Security level of all pods, instead of that of their namespaces",
            ).choices(["baseline", "restricted"]),
        )
        .option(
            "--kubernetes-version <1.N>",
            "minor version of the cluster (default: the newest supported)",
            parseVersion,
        )
        .addOption(new Option("--format <format>", "output on stdout").choices(formats).default("text"))
        .addOption(
            new Option(
                "--config <file>",
                "levels, options and exemptions by rule (default: policy/config.json, as for the stacks)",
            ).argParser(readConfig),
        )
        .option("--no-config", "neither levels nor exemptions of this project");
}

/** `npm run check -- <arguments>`; `stdin` is read when an input is `-`. */
export async function checkCommand(args: readonly string[], terminal: Terminal, stdin: Readable): Promise<ExitCode> {
    const { stdout, stderr } = terminal;
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const { policies, config = packConfig, ...options } = parser.opts<Options>();
    try {
        const { unreadable, mandatory, coverage } = await check(
            {
                inputs: parser.args,
                ...options,
                ...(config !== false && { config }),
                ...(policies !== undefined && { groups: policies }),
            },
            {
                out: (text) => stdout.write(text),
                err: (text) => stderr.write(text),
                stdin,
                style: textStyle(terminal),
            },
        );
        if (unreadable > 0) {
            return ExitCode.InvalidInput;
        }
        if (coverage.judged === 0) {
            stderr.write(`${nothingJudged(coverage)}\n`);
            return ExitCode.InvalidInput;
        }
        return mandatory > 0 ? ExitCode.Rejected : ExitCode.Ok;
    } catch (error) {
        if (error instanceof ConfigError) {
            stderr.write(`${error.message}\n`);
            return ExitCode.InvalidInput;
        }
        throw error;
    }
}

/** An empty pipe must not pass for manifests that comply. */
function nothingJudged({ seen }: Coverage): string {
    return seen === 0
        ? "nothing was judged: the input holds no Kubernetes object; check the paths, or the command before the pipe"
        : "nothing was judged: none of the rules that run concerns any object; choose other --policies";
}

function textStyle({ stdout, env }: Terminal): TextStyle {
    const { color, width } = styleFor(stdout, env);
    return { color, width: Number.isFinite(width) ? width : defaultWidth };
}

function parseGroups(value: string): readonly Group[] {
    const named = value.split(",").map((name) => name.trim());
    const unknown = named.filter((name) => !groups.some((group) => group === name));
    if (unknown.length > 0) {
        throw new InvalidArgumentError(`No such group: ${unknown.join(", ")}. Groups: ${groups.join(", ")}.`);
    }
    return groups.filter((group) => named.includes(group));
}

function parseVersion(value: string): string {
    if (parseKubernetesVersion(value) === undefined) {
        throw new InvalidArgumentError(`Write a minor version from 1.${oldestMinor} on, for example 1.36.`);
    }
    return value;
}

function readConfig(file: string): PackConfig {
    let content: unknown;
    try {
        content = parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new InvalidArgumentError(`${file} cannot be read: ${firstLine(error)}.`);
    }
    if (!isObj(content)) {
        throw new InvalidArgumentError(`${file} must be an object with rules as keys.`);
    }
    return content as PackConfig;
}

function firstLine(error: unknown): string {
    return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
