import { type Command, InvalidArgumentError } from "commander";
import { newCommand } from "../../cli/shared/arguments";
import { ExitCode } from "../../cli/shared/exitCodes";
import { type StackName, stackNames } from "./settings";

export interface IntegrationOptions {
    readonly grep?: string;
    readonly stack?: readonly StackName[];
    readonly existing?: boolean;
    readonly context?: string;
    readonly serve?: boolean;
    readonly seed?: number;
}

/** The arguments of `npm run test:integration`. */
export function integrationParser(): Command {
    return newCommand({
        name: "test:integration",
        usage: "[options]",
        description: "Applies everything the stacks render to a real Kubernetes API server.",
        examples: [
            ["--grep accepted --stack dev", "only tests whose title has this word, of one stack"],
            ["--serve --stack prod", "a control plane for use by hand"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "all tests passed",
            [ExitCode.Rejected]: "a test failed",
            [ExitCode.InvalidInput]: "usage error, or the cluster cannot be used",
        },
    })
        .option("--grep <pattern>", "only tests whose title matches the regular expression")
        .option("--stack <name>", "only this stack; may be given again (default: all)", collected(stackNames))
        .option("--existing", "use the cluster of --context; only namespaces of its own are made there, and removed")
        .option("--context <name>", "context of the kubeconfig that --existing may use")
        .option("--seed <number>", "repeats the generated pods of an earlier run", collectSeed)
        .option(
            "--serve",
            "start the control plane with the stack's nodes and CRDs, print its KUBECONFIG, wait for Ctrl-C",
        );
}

/** Reads an option that may be given again, each time with one of these names. */
export function collected<T extends string>(
    names: readonly T[],
): (given: string, before?: readonly T[]) => readonly T[] {
    return (given, before = []) => {
        const known = names.find((name) => name === given);
        if (known === undefined) {
            throw new InvalidArgumentError(`use one of ${names.join(", ")}`);
        }
        return [...before, known];
    };
}

function collectSeed(given: string): number {
    if (!/^\d+$/.test(given)) {
        throw new InvalidArgumentError("use a whole number, as a failed run prints it");
    }
    return Number(given);
}
