import { type Readable } from "node:stream";
import { type JudgeOptions, openSession } from "../core/judge";
import { findInputs, StdinCopy } from "./inputs";
import { type ObjectsListener, readObjects } from "./objects";
import { type Counts, jsonReporter, type Reporter, textReporter, type TextStyle, type Write } from "./report";

export interface CheckOptions extends JudgeOptions {
    /** Files, directories (recursively), or `-` for stdin. */
    readonly inputs: readonly string[];
    readonly format: "json" | "text";
}

export interface CheckStreams {
    readonly out: Write;
    readonly err: Write;
    readonly stdin: Readable;
    readonly style: TextStyle;
}

/**
 * Judges every Kubernetes object of the inputs. Violations go to `out`, unreadable documents with file and line to `err`.
 *
 * @throws ConfigError when the configuration of the policies is faulty
 */
export async function check(options: CheckOptions, streams: CheckStreams): Promise<Counts> {
    const { inputs, format } = options;
    const { out, err, style } = streams;
    const reporter = format === "json" ? jsonReporter(out) : textReporter(out, style);
    const counts = { objects: 0, mandatory: 0, advisory: 0, notEvaluated: 0, unreadable: 0 };
    const session = openSession(options, countingListener(reporter, counts));
    const stdin = new StdinCopy(streams.stdin);
    try {
        const silent = { fault: () => undefined, skipped: () => undefined };
        await readAll(inputs, stdin, "index", { ...silent, object: (resource) => session.index(resource) });
        reporter.begin();
        await readAll(inputs, stdin, "all", {
            object: (resource) => {
                counts.objects++;
                session.see(resource);
            },
            fault: ({ file, reason }) => {
                counts.unreadable++;
                err(`${file}: ${reason}\n`);
            },
            skipped: (file) => {
                err(`${file}: skipped: not a Kubernetes object\n`);
            },
        });
        session.end();
        reporter.end(counts);
    } finally {
        await stdin.remove();
    }
    return counts;
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
