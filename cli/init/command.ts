import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { isPrivate, parseCidr } from "../../config/network";
import { environments } from "../../config/names";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { type Terminal } from "../shared/terminal";
import { type Choices, starterFile, starterInstanceTypes, type StarterAccelerator } from "./starter";

interface Options extends Omit<Choices, "stack" | "accelerator"> {
    readonly accelerator: StarterAccelerator | "none";
}

function command(): Command {
    return newCommand({
        name: "init",
        usage: "<stack> --from <network> [options]",
        description:
            "Writes Pulumi.<stack>.yaml for a first update: a platform without workloads, with a comment per choice.",
        examples: [
            ["team-a --from 203.0.113.7/32", "a small development stack, administered from one address"],
            [
                "live --from 10.20.0.0/16 --environment production --region eu-west-1",
                "a production stack, reached through a VPN",
            ],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the file is written",
            [ExitCode.InvalidInput]: "usage error, or the stack has a file already",
            [ExitCode.Failed]: "the file cannot be written",
        },
    })
        .argument("<stack>", "name of the new stack", parsedStack)
        .requiredOption(
            "--from <network>",
            "network that pulumi and kubectl connect from: your public address with /32, or a private network",
            parsedNetwork,
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
        );
}

/**
 * `npm run init -- <arguments>`.
 *
 * @param folder folder of the stack files
 */
export function initCommand(
    args: readonly string[],
    terminal: Terminal,
    folder: string = projectFolder,
): Promise<ExitCode> {
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return Promise.resolve(ended);
    }
    const [stack] = parser.processedArgs as [string];
    const { accelerator, ...options } = parser.opts<Options>();
    const name = `Pulumi.${stack}.yaml`;
    const text = starterFile({ stack, ...options, ...(accelerator !== "none" && { accelerator }) });
    try {
        // Never replaces a file: it may describe a stack that runs.
        writeFileSync(path.join(folder, name), text, { flag: "wx" });
    } catch (error) {
        const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
        const reason = exists ? "exists: name a new stack, or remove the file" : "cannot be written";
        terminal.stderr.write(`${name} ${reason}\n`);
        return Promise.resolve(exists ? ExitCode.InvalidInput : ExitCode.Failed);
    }
    terminal.stdout.write(
        [
            `${name} is written: a platform without workloads. Next:`,
            `  npm run simulate -- ${stack}`,
            `  pulumi stack init ${stack}`,
            `  pulumi up -s ${stack} --policy-pack policy`,
            "",
        ].join("\n"),
    );
    return Promise.resolve(ExitCode.Ok);
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
