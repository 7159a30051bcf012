import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { isPrivate, parseCidr } from "../../config/network";
import { environments } from "../../config/names";
import { InputError } from "../../simulation/errors";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { CommandError, reportFailure } from "../shared/failure";
import { askForOptions, type Input } from "../shared/questions";
import { type Terminal } from "../shared/terminal";
import { type Choices, starterFile, starterInstanceTypes, type StarterAccelerator } from "./starter";

interface Options extends Omit<Choices, "stack" | "accelerator"> {
    readonly accelerator: StarterAccelerator | "none";
    readonly yes?: true;
}

/** @param asks whether somebody is there to answer */
function command(asks: boolean): Command {
    return newCommand({
        name: "init",
        usage: "<stack> [options]",
        description:
            "Writes Pulumi.<stack>.yaml for a first update: a platform without workloads, with a comment per choice. " +
            "On a terminal it asks for what is not given.",
        examples: [
            ["team-a", "asks, with a default for each question but one"],
            ["live --from 10.20.0.0/16 --environment production --yes", "without questions"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the file is written",
            [ExitCode.InvalidInput]: "usage error, or the stack has a file already",
            [ExitCode.Failed]: "the file cannot be written",
        },
    })
        .argument("<stack>", "name of the new stack", parsedStack)
        .addOption(
            new Option(
                "--from <network>",
                "network that pulumi and kubectl connect from: your public address with /32, or a private network",
            )
                .argParser(parsedNetwork)
                .makeOptionMandatory(!asks),
        )
        .option("--region <region>", "AWS region", parsedRegion, "us-west-2")
        .addOption(
            new Option("--environment <environment>", "what the stack is for")
                .choices(environments)
                .default("development"),
        )
        .option("--admin-role <arn>", "IAM role that administers the cluster", parsedRole)
        .addOption(
            new Option("--accelerator <gpu>", "GPU of the first models")
                .choices([...Object.keys(starterInstanceTypes), "none"])
                .default("t4"),
        )
        .option("--yes", "ask nothing: the defaults for what is not given");
}

/**
 * `npm run init -- <arguments>`.
 *
 * @param folder folder of the stack files
 * @param stdin asked when it and the terminal are a person's
 */
export async function initCommand(
    args: readonly string[],
    terminal: Terminal,
    folder: string = projectFolder,
    stdin: Input = process.stdin,
): Promise<ExitCode> {
    const { stdout, stderr } = terminal;
    const asks = stdin.isTTY === true && stderr.isTTY === true && !args.includes("--yes");
    const parser = command(asks);
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [stack] = parser.processedArgs as [string];
    const name = `Pulumi.${stack}.yaml`;
    const file = path.join(folder, name);
    try {
        if (existsSync(file)) {
            throw new InputError(`${name} exists: name a new stack, or remove the file`);
        }
        if (asks) {
            await askForOptions(parser, { from: "with your network" }, stdin, stderr);
        }
        const { accelerator, yes: _yes, ...options } = parser.opts<Options>();
        const text = starterFile({ stack, ...options, ...(accelerator !== "none" && { accelerator }) });
        // Never replaces a file: it may describe a stack that runs.
        writeFileSync(file, text, { flag: "wx" });
    } catch (error) {
        return reportFailure(inWords(error, name), terminal);
    }
    stdout.write(
        [
            `${name} is written: a platform without workloads. Next:`,
            `  npm run simulate -- ${stack}`,
            `  pulumi stack init ${stack}`,
            `  pulumi up -s ${stack} --policy-pack policy`,
            "",
        ].join("\n"),
    );
    return ExitCode.Ok;
}

/** An error of the file system as one of the command; any other error as it is. */
function inWords(error: unknown, name: string): unknown {
    const { code, syscall } = error as NodeJS.ErrnoException;
    return syscall === undefined
        ? error
        : new CommandError(`${name} cannot be written: ${code ?? ""}`, ExitCode.Failed);
}

/** The limits of cluster and bucket names, which hold the stack's. */
function parsedStack(text: string): string {
    return checked(text, /^[a-z][a-z0-9-]{0,19}$/, "lower-case letters, digits and dashes, at most 20 characters");
}

function parsedRegion(text: string): string {
    return checked(text, /^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region such as us-west-2");
}

function parsedRole(text: string): string {
    return checked(text, /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, "the ARN of an IAM role");
}

function parsedNetwork(text: string): string {
    const network = parseCidr(text);
    if (network === undefined || (network.prefix < 8 && !isPrivate(text))) {
        throw new InvalidArgumentError("Use an IPv4 network such as 203.0.113.7/32 or 10.20.0.0/16, /8 or smaller.");
    }
    return text;
}

function checked(text: string, pattern: RegExp, allowed: string): string {
    if (!pattern.test(text)) {
        throw new InvalidArgumentError(`Use ${allowed}.`);
    }
    return text;
}
