import { readFileSync } from "node:fs";
import { type Readable } from "node:stream";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parse } from "yaml";
import { check } from "../../policy/check/check";
import { type TextStyle } from "../../policy/check/report";
import { ConfigError, type JudgeOptions } from "../../policy/core/judge";
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

interface Options extends Pick<JudgeOptions, "level" | "kubernetesVersion" | "config"> {
    readonly policies?: readonly Group[];
    readonly format: "json" | "text";
}

function command(): Command {
    return newCommand({
        name: "check",
        usage: "<inputs...> [options]",
        description: "Runs the policy pack over Kubernetes YAML or JSON, outside Pulumi.",
        examples: [
            ["manifests/", "every file of a directory, recursively"],
            ["--policies pod-security --level baseline -", "Pod Security alone, of a rendered chart on stdin"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "no violations",
            [ExitCode.Rejected]: "violations",
            [ExitCode.InvalidInput]: "usage error, or unreadable input; all other input was evaluated",
            [ExitCode.Failed]: "anything else",
        },
    })
        .argument("<inputs...>", "files, directories, or - for stdin")
        .option("--policies <groups>", `only these groups, comma-separated: ${groups.join(", ")}`, parseGroups)
        .addOption(
            new Option(
                "--level <level>",
                "Pod Security level of all pods (default: the level their namespace enforces, otherwise restricted)",
            ).choices(["baseline", "restricted"]),
        )
        .option(
            "--kubernetes-version <1.N>",
            "minor version of the cluster (default: the newest supported)",
            parseVersion,
        )
        .addOption(new Option("--format <format>", "output on stdout").choices(["text", "json"]).default("text"))
        .option(
            "--config <file>",
            "levels, options and exemptions by rule, as Pulumi's --policy-pack-config",
            readConfig,
        );
}

/** `npm run check -- <arguments>`; `stdin` is read when an input is `-`. */
export async function checkCommand(args: readonly string[], terminal: Terminal, stdin: Readable): Promise<ExitCode> {
    const { stdout, stderr } = terminal;
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const { policies, ...options } = parser.opts<Options>();
    try {
        const { unreadable, mandatory, advisory } = await check(
            { inputs: parser.args, ...options, ...(policies !== undefined && { groups: policies }) },
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
        return mandatory + advisory > 0 ? ExitCode.Rejected : ExitCode.Ok;
    } catch (error) {
        if (error instanceof ConfigError) {
            stderr.write(`${error.message}\n`);
            return ExitCode.InvalidInput;
        }
        throw error;
    }
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
