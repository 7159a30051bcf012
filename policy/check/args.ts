import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { parse } from "yaml";
import { type PackConfig } from "../core/settings";
import { isObj } from "../model/read";
import { type Group, groups, type PodSecurityLevel } from "../model/resource";
import { oldestMinor, parseKubernetesVersion } from "../core/kubernetesVersion";

interface CheckArgs {
    readonly inputs: readonly string[];
    readonly policies: readonly Group[] | undefined;
    readonly level: PodSecurityLevel | undefined;
    readonly kubernetesVersion: string | undefined;
    readonly format: "json" | "text";
    readonly config: PackConfig | undefined;
}

/** Where help and usage errors go. */
export interface Streams {
    readonly out: (text: string) => void;
    readonly err: (text: string) => void;
}

/** The command line, or the exit code when it asks for help or is faulty (the text is then written already). */
export function parseArgs(argv: readonly string[], streams: Streams): CheckArgs | { readonly exit: number } {
    let parsed: CheckArgs | undefined;
    const command = new Command("check")
        .usage("[options] FILE|DIR|-...")
        .description(
            "Runs the policy pack over Kubernetes YAML or JSON: files, directories (recursively) or - for stdin.",
        )
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
        .addOption(new Option("--format <format>", "text or json").choices(["text", "json"]).default("text"))
        .option(
            "--config <file>",
            "levels, options and exemptions by rule, as Pulumi's --policy-pack-config",
            readConfig,
        )
        .addHelpText("after", "\nExit code: 0 no violations, 1 violations, 2 unreadable input.")
        .exitOverride()
        .configureOutput({ writeOut: streams.out, writeErr: streams.err })
        .showHelpAfterError("(see --help)")
        .action((inputs: string[], options: Omit<CheckArgs, "inputs">) => {
            const { policies, level, kubernetesVersion, format, config } = options;
            parsed = { inputs, policies, level, kubernetesVersion, format, config };
        });
    try {
        command.parse(argv, { from: "user" });
    } catch (error) {
        if (error instanceof CommanderError) {
            return { exit: error.exitCode === 0 ? 0 : 2 };
        }
        throw error;
    }
    return parsed ?? { exit: 2 };
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
