import { type Command, Option } from "commander";
import { newCommand } from "../../cli/shared/arguments";
import { ExitCode } from "../../cli/shared/exitCodes";
import { collected } from "../integration/arguments";
import { fullStacks, type FullStack } from "../integration/settings";

export interface TierOptions {
    readonly stack?: readonly FullStack[];
    readonly grep?: string;
    /** Inside a sandbox: all stacks of the run. */
    readonly ofRun?: readonly FullStack[];
}

/** The arguments of `npm run test:<name>`. */
export function tierParser({ name, description }: { readonly name: string; readonly description: string }): Command {
    return newCommand({
        name: `test:${name}`,
        usage: "[options]",
        description,
        examples: [
            ["--stack dev", "only the stack dev"],
            ["--grep canary", "only scenarios whose title has this word"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "all tests passed, or this system has no namespaces, which is said",
            [ExitCode.Rejected]: "a test failed",
            [ExitCode.InvalidInput]: "usage error, or this machine lacks something",
        },
    })
        .option("--grep <pattern>", "only scenarios whose title matches the regular expression")
        .option("--stack <name>", "only this stack; may be given again (default: all)", collected(fullStacks))
        .addOption(new Option("--of-run <name>").argParser(collected(fullStacks)).hideHelp());
}
