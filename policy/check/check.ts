import { type Readable } from "node:stream";
import { ConfigError, openSession, type Session } from "../core/judge";
import { parseArgs, type Streams } from "./args";
import { findInputs, StdinCopy } from "./inputs";
import { type ObjectsListener, readObjects } from "./objects";
import { jsonReporter, type Reporter, textReporter, type TextStyle } from "./report";

export interface Terminal extends Streams {
    readonly stdin: Readable;
    readonly style: TextStyle;
}

/** Runs `npm run check` with the given arguments and returns its exit code. */
export async function check(argv: readonly string[], terminal: Terminal): Promise<number> {
    const args = parseArgs(argv, terminal);
    if ("exit" in args) {
        return args.exit;
    }
    const reporter = args.format === "json" ? jsonReporter(terminal.out) : textReporter(terminal.out, terminal.style);
    const counts = { objects: 0, mandatory: 0, advisory: 0, notEvaluated: 0, unreadable: 0 };
    let session: Session;
    try {
        session = openSession(
            {
                ...(args.policies !== undefined && { groups: args.policies }),
                ...(args.level !== undefined && { level: args.level }),
                ...(args.kubernetesVersion !== undefined && { kubernetesVersion: args.kubernetesVersion }),
                ...(args.config !== undefined && { config: args.config }),
            },
            countingListener(reporter, counts),
        );
    } catch (error) {
        if (error instanceof ConfigError) {
            terminal.err(`${error.message}\n`);
            return 2;
        }
        throw error;
    }
    const stdin = new StdinCopy(terminal.stdin);
    try {
        const silent = { fault: () => undefined, skipped: () => undefined };
        await readAll(args.inputs, stdin, "index", { ...silent, object: (resource) => session.index(resource) });
        reporter.begin();
        await readAll(args.inputs, stdin, "all", {
            object: (resource) => {
                counts.objects++;
                session.see(resource);
            },
            fault: ({ file, reason }) => {
                counts.unreadable++;
                terminal.err(`${file}: ${reason}\n`);
            },
            skipped: (file) => {
                terminal.err(`${file}: skipped: not a Kubernetes object\n`);
            },
        });
        session.end();
        reporter.end(counts);
    } finally {
        await stdin.remove();
    }
    return counts.unreadable > 0 ? 2 : counts.mandatory + counts.advisory > 0 ? 1 : 0;
}

async function readAll(
    paths: readonly string[],
    stdin: StdinCopy,
    only: "all" | "index",
    listener: ObjectsListener,
): Promise<void> {
    for await (const input of findInputs(paths, stdin, listener.fault)) {
        await readObjects(input, only, listener);
    }
}

function countingListener(
    reporter: Reporter,
    counts: { mandatory: number; advisory: number; notEvaluated: number },
): Pick<Reporter, "violation" | "notEvaluated"> {
    return {
        violation: (violation) => {
            counts[violation.level]++;
            reporter.violation(violation);
        },
        notEvaluated: (entry) => {
            counts.notEvaluated++;
            reporter.notEvaluated(entry);
        },
    };
}
