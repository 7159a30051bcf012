import { type Readable } from "node:stream";
import { type JudgeOptions, type Listener, type NotEvaluated, openSession, type Violation } from "../core/judge";
import { DocumentReader, type DocumentText } from "./documents";
import { type Format, reporters } from "./formats";
import { type TextStyle } from "./formats/text";
import { findInputs, StdinCopy } from "./inputs";
import { DocumentLines } from "./lines";
import { fileOf, type ObjectsListener, readObjects, urnOf } from "./objects";
import { type Located, type Reporter, type RuleTotal, type Summary, type Write } from "./report";

export interface CheckOptions extends JudgeOptions {
    /** Files, directories (recursively), or `-` for stdin. */
    readonly inputs: readonly string[];
    readonly format: Format;
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
export async function check(options: CheckOptions, streams: CheckStreams): Promise<Summary> {
    const { inputs, format } = options;
    const { out, err, style } = streams;
    const reporter = reporters[format](out, style);
    const results = new Results(reporter);
    const session = openSession(options, results);
    const stdin = new StdinCopy(streams.stdin);
    const reader = new DocumentReader();
    let unreadable = 0;
    try {
        const silent = { fault: () => undefined, skipped: () => undefined };
        await readAll(inputs, stdin, reader, "index", { ...silent, object: (resource) => session.index(resource) });
        reporter.begin();
        await readAll(inputs, stdin, reader, "all", {
            object: (resource, document) => {
                results.enter(resource.urn, document);
                session.see(resource);
            },
            fault: ({ file, reason }) => {
                unreadable++;
                err(`${file}: ${reason}\n`);
            },
            skipped: (file) => {
                err(`${file}: skipped: not a Kubernetes object\n`);
            },
        });
        results.leave();
        session.end();
        await results.locate(inputs, stdin, reader);
        const summary = { ...results.totals, coverage: session.coverage, unreadable };
        reporter.end(summary);
        return summary;
    } finally {
        await stdin.remove();
    }
}

async function readAll(
    paths: readonly string[],
    stdin: StdinCopy,
    reader: DocumentReader,
    only: "all" | "index",
    listener: ObjectsListener,
): Promise<void> {
    for await (const input of findInputs(paths, stdin, listener.fault)) {
        await readObjects(input, reader, only, listener);
    }
}

/** A result that is not written yet. */
interface Pending {
    readonly urn: string;
    readonly path: string;
    readonly write: (line: number) => void;
}

/**
 * Counts results and finds their lines: at once while their document is read, and by reading it again for results about
 * documents that have gone by.
 */
class Results implements Listener {
    #urn = "";
    #lines: DocumentLines | undefined;
    #document: DocumentText | undefined;
    readonly #pending: Pending[] = [];
    readonly #byRule = new Map<string, RuleTotal>();
    #exempted = 0;
    #notEvaluated = 0;

    constructor(private readonly reporter: Reporter) {}

    /** From here on results about `urn` are in `document`. */
    enter(urn: string, document: DocumentText): void {
        this.#urn = urn;
        this.#document = document;
        this.#lines = undefined;
    }

    leave(): void {
        this.#urn = "";
        this.#document = undefined;
    }

    violation(violation: Violation): void {
        const { policy, level } = violation;
        this.#byRule.set(policy, { policy, level, count: (this.#byRule.get(policy)?.count ?? 0) + 1 });
        this.place(violation, (located) => this.reporter.violation(located));
    }

    exempted: NonNullable<Listener["exempted"]> = (violation, exempted) => {
        this.#exempted++;
        this.place(violation, (located) => this.reporter.exempted(located, exempted));
    };

    notEvaluated(entry: NotEvaluated): void {
        this.#notEvaluated++;
        this.place(entry, (located) => this.reporter.notEvaluated(located));
    }

    /** Writes the results that are left, in the order in which they were found. */
    async locate(inputs: readonly string[], stdin: StdinCopy, reader: DocumentReader): Promise<void> {
        const wanted = new Map<string, Pending[]>();
        for (const pending of this.#pending) {
            const others = wanted.get(pending.urn);
            if (others === undefined) {
                wanted.set(pending.urn, [pending]);
            } else {
                others.push(pending);
            }
        }
        const files = new Set([...wanted.keys()].map(fileOf));
        const lines = new Map<Pending, number>();
        for await (const input of findInputs(inputs, stdin, () => undefined)) {
            if (!files.has(input.file)) {
                continue;
            }
            for await (const document of reader.read(input)) {
                const inside = wanted.get(urnOf(input.file, document.line)) ?? [];
                const found = inside.length === 0 ? undefined : new DocumentLines(document);
                inside.forEach((pending) => lines.set(pending, found?.lineOf(pending.path) ?? document.line));
            }
        }
        for (const pending of this.#pending) {
            pending.write(lines.get(pending) ?? 1);
        }
    }

    get totals(): Omit<Summary, "coverage" | "unreadable"> {
        const byRule = [...this.#byRule.values()].sort((a, b) => (a.policy < b.policy ? -1 : 1));
        const sum = (level: RuleTotal["level"]) =>
            byRule.filter((total) => total.level === level).reduce((all, { count }) => all + count, 0);
        return {
            byRule,
            mandatory: sum("mandatory"),
            advisory: sum("advisory"),
            exempted: this.#exempted,
            notEvaluated: this.#notEvaluated,
        };
    }

    private place<Result extends Violation | NotEvaluated>(
        result: Result,
        write: (located: Located<Result>) => void,
    ): void {
        const { urn, path = "" } = result;
        if (urn === this.#urn && this.#document !== undefined) {
            this.#lines ??= new DocumentLines(this.#document);
            write({ ...result, line: this.#lines.lineOf(path) });
        } else {
            this.#pending.push({ urn, path, write: (line) => write({ ...result, line }) });
        }
    }
}
