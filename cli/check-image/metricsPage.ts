/** One sample of a metrics page. */
export interface Sample {
    /** Number of its line, from 1. */
    readonly line: number;
    /** Name of the series, with a suffix such as `_bucket`. */
    readonly name: string;
    readonly labels: ReadonlyMap<string, string>;
    readonly value: number;
}

/** A line that Prometheus rejects, or reads in another way than it was meant. */
export interface PageFault {
    readonly line: number;
    readonly reason: string;
}

/** A metrics page in Prometheus's text format. */
export interface MetricsPage {
    /** Declared type by metric. */
    readonly types: ReadonlyMap<string, string>;
    readonly samples: readonly Sample[];
    readonly faults: readonly PageFault[];
}

const metricTypes = ["counter", "gauge", "histogram", "summary", "untyped"];

/** Thrown while one line is read; becomes a fault of that line. */
class LineError extends Error {}

/**
 * Reads a page by the rules of `promtool check metrics`.
 * Source: Prometheus documentation, text-based format; github.com/prometheus/common/expfmt/text_parse.go.
 */
export function parseMetrics(text: string): MetricsPage {
    const page = new PageReader();
    const lines = text.split("\n");
    if (lines.pop() !== "") {
        page.fault(lines.length + 1, "does not end with a line feed");
        return page;
    }
    lines.forEach((line, i) => page.read(line, i + 1));
    return page;
}

class PageReader implements MetricsPage {
    public readonly types = new Map<string, string>();
    public readonly samples: Sample[] = [];
    public readonly faults: PageFault[] = [];
    private readonly help = new Set<string>();
    /** Metrics with samples so far, for declarations that come too late. */
    private readonly sampled = new Set<string>();
    /** Line of each series, by name and labels. */
    private readonly lines = new Map<string, number>();

    public fault(line: number, reason: string): void {
        this.faults.push({ line, reason });
    }

    public read(line: string, number: number): void {
        try {
            if (line.endsWith("\r")) {
                throw new LineError("ends with CRLF: end lines with a line feed alone");
            }
            const scanner = new LineScanner(line);
            if (scanner.atEnd()) {
                return;
            }
            if (scanner.take("#")) {
                this.comment(scanner);
            } else {
                this.sample(scanner.sample(number));
            }
        } catch (error) {
            if (!(error instanceof LineError)) {
                throw error;
            }
            this.fault(number, error.message);
        }
    }

    private comment(scanner: LineScanner): void {
        const keyword = scanner.word();
        if (keyword === "HELP") {
            const name = scanner.metricName();
            if (this.help.has(name)) {
                throw new LineError(`is a second HELP of ${name}`);
            }
            this.help.add(name);
            return;
        }
        if (keyword !== "TYPE") {
            return;
        }
        const name = scanner.metricName();
        const type = scanner.word();
        if (!metricTypes.includes(type) || !scanner.atEnd()) {
            throw new LineError(`has a type that is not one of ${metricTypes.join(", ")}`);
        }
        if (this.types.has(name)) {
            throw new LineError(`is a second TYPE of ${name}`);
        }
        const series = type === "histogram" || type === "summary" ? [`${name}_sum`, `${name}_count`] : [name];
        if (series.some((each) => this.sampled.has(each))) {
            throw new LineError(`declares ${name} after its samples`);
        }
        this.types.set(name, type);
    }

    private sample(sample: Sample): void {
        const series = `${sample.name}${JSON.stringify([...sample.labels].sort())}`;
        const before = this.lines.get(series);
        if (before !== undefined) {
            throw new LineError(`repeats the series of line ${before}`);
        }
        this.lines.set(series, sample.line);
        this.sampled.add(sample.name);
        this.samples.push(sample);
    }
}

/** Reads one line from left to right. */
class LineScanner {
    private at = 0;

    constructor(private readonly line: string) {
        this.blanks();
    }

    public atEnd(): boolean {
        return this.at === this.line.length;
    }

    /** Skips `text` and the blanks behind it, when it stands here. */
    public take(text: string): boolean {
        if (!this.line.startsWith(text, this.at)) {
            return false;
        }
        this.at += text.length;
        this.blanks();
        return true;
    }

    /** Characters up to the next blank. */
    public word(): string {
        return this.match(/[^ \t]*/y, "");
    }

    public metricName(): string {
        return this.match(/[a-zA-Z_:][a-zA-Z0-9_:]*/y, "has no metric name");
    }

    public sample(line: number): Sample {
        const name = this.metricName();
        const labels = this.take("{") ? this.labels() : new Map<string, string>();
        const value = parseValue(this.word());
        const timestamp = this.word();
        if (!/^(-?\d+)?$/.test(timestamp) || !this.atEnd()) {
            throw new LineError("has something other than a timestamp in milliseconds behind its value");
        }
        return { line, name, labels, value };
    }

    private labels(): Map<string, string> {
        const labels = new Map<string, string>();
        while (!this.take("}")) {
            const name = this.match(/[a-zA-Z_][a-zA-Z0-9_]*/y, "has a label without a valid name");
            if (!this.take("=")) {
                throw new LineError(`has no = behind label ${name}`);
            }
            if (labels.has(name)) {
                throw new LineError(`has label ${name} twice`);
            }
            const quoted = this.match(/"(?:[^"\\]|\\[\\"n])*"/y, `has no correctly quoted value of label ${name}`);
            labels.set(
                name,
                quoted.slice(1, -1).replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped)),
            );
            if (!this.take(",") && !this.line.startsWith("}", this.at)) {
                throw new LineError(`has neither a comma nor a closing brace behind label ${name}`);
            }
        }
        return labels;
    }

    private match(pattern: RegExp, otherwise: string): string {
        pattern.lastIndex = this.at;
        const found = pattern.exec(this.line)?.[0];
        if (found === undefined) {
            throw new LineError(otherwise);
        }
        this.at += found.length;
        this.blanks();
        return found;
    }

    private blanks(): void {
        while (this.line[this.at] === " " || this.line[this.at] === "\t") {
            this.at += 1;
        }
    }
}

/** Numbers as Go's `ParseFloat` reads them, without hexadecimal digits. */
function parseValue(text: string): number {
    if (/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
        return Number(text);
    }
    const word = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
    if (word === null) {
        throw new LineError(text === "" ? "has no value" : `has the value "${text}", which is not a number`);
    }
    const size = word[2]?.toLowerCase() === "nan" ? NaN : Infinity;
    return word[1] === "-" ? -size : size;
}
