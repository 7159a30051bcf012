/** The parts of a metrics page in Prometheus's text format that the contract is about. */
interface MetricsPage {
    /** Declared type by metric. */
    readonly types: ReadonlyMap<string, string>;
    /** Label names by series, over all its samples. */
    readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
    /** Numbers of the lines that are neither a comment nor a sample. */
    readonly broken: readonly number[];
}

const sample =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})?\s+([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?Inf|NaN)(\s+-?\d+)?(\s+#.*)?$/;
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\.)*"/g;

export function parseMetrics(text: string): MetricsPage {
    const types = new Map<string, string>();
    const labels = new Map<string, Set<string>>();
    const broken: number[] = [];
    text.split("\n").forEach((line, i) => {
        const declared = /^# TYPE (\S+) (\S+)$/.exec(line.trimEnd());
        if (declared?.[1] !== undefined && declared[2] !== undefined) {
            types.set(declared[1], declared[2]);
            return;
        }
        if (line.trim() === "" || line.startsWith("#")) {
            return;
        }
        const match = sample.exec(line.trimEnd());
        if (match?.[1] === undefined) {
            broken.push(i + 1);
            return;
        }
        const known = labels.get(match[1]) ?? new Set<string>();
        for (const [, name] of (match[3] ?? "").matchAll(label)) {
            known.add(name ?? "");
        }
        labels.set(match[1], known);
    });
    return { types, labels, broken };
}
