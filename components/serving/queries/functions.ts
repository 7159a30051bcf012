/** What an expression of PromQL gives. `series`: at most one, without labels. `vector`: any number of series. */
export type Kind = "number" | "series" | "vector" | "range" | "text";

/** Functions that queries of the user's own may call, by what they take. Those that invent labels, sort, or ask for the time of a sample are not among them. */
const shapes: Readonly<Record<string, readonly string[]>> = {
    range: [
        ...["rate", "irate", "increase", "delta", "idelta", "deriv", "changes", "resets"],
        ...["avg", "min", "max", "sum", "count", "last", "present", "stddev", "stdvar"].map((of) => `${of}_over_time`),
    ],
    "number, range": ["quantile_over_time"],
    "range, number": ["predict_linear"],
    values: ["abs", "ceil", "floor", "exp", "ln", "log2", "log10", "sqrt", "sgn", "round"],
    "values, number": ["clamp_min", "clamp_max"],
    "values, number, number": ["clamp"],
    "number, values": ["histogram_quantile"],
    number: ["vector"],
};

const takes = new Map(
    Object.entries(shapes).flatMap(([shape, names]) => names.map((name) => [name, shape.split(", ")] as const)),
);

export const functionNames = [...takes.keys()];

/** Kinds of arguments that a function takes, `values` for a series or a vector; undefined: queries may not call it. */
export function argumentsOf(name: string): readonly string[] | undefined {
    return takes.get(name);
}

/** Aggregations that make one series of many. Others keep several, or invent labels. */
export const aggregations: Readonly<Record<string, readonly string[]>> = {
    sum: ["values"],
    avg: ["values"],
    min: ["values"],
    max: ["values"],
    count: ["values"],
    group: ["values"],
    stddev: ["values"],
    stdvar: ["values"],
    quantile: ["number", "values"],
};
