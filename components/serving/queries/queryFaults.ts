import type { SyntaxNode } from "@lezer/common";
import { didYouMean } from "../../../config/fault";
import { childrenOf, parseQuery } from "../../observation/promqlTree";
import { recordedLabels } from "../../observation/metrics/recorded";
import { secondsOf } from "./durations";
import { aggregations, argumentsOf, functionNames, type Kind } from "./functions";
import { type Vocabulary } from "./words";

/** Two scrapes lie in the shortest range, without which a rate has no value; a longer one than a day is computed each 30 seconds. */
const shortestRange = 30;
const longestRange = 86_400;
/** Selectors of one query, each of which Prometheus reads each time. */
const mostSelectors = 10;

/**
 * What is wrong with a query of the user's own, all of it at once. A query without faults parses, asks for metrics of the
 * workload alone, reads a bounded past, and gives at most one series: an autoscaler and an analysis read the first and no other.
 */
export function queryFaults(query: string, vocabulary: Vocabulary): readonly string[] {
    const tree = parseQuery(query);
    const syntax = syntaxFault(query, tree.topNode);
    if (syntax !== undefined) {
        return [syntax];
    }
    const [top] = childrenOf(tree.topNode);
    const faults: string[] = [];
    const kind = top === undefined ? undefined : new Check(query, vocabulary, faults).kindOf(top);
    const selectors = countSelectors(tree.topNode);
    if (selectors === 0) {
        faults.push("asks for no metric: name at least one");
    } else if (selectors > mostSelectors) {
        faults.push(`has ${selectors} selectors: must have at most ${mostSelectors}`);
    }
    if (kind === "vector") {
        faults.push(
            'may give several series: aggregate the whole with sum, avg, min, max, count or quantile, without "by" and "without"',
        );
    } else if (kind === "range") {
        faults.push("gives a range of values: apply a function such as rate to it, and aggregate that");
    } else if (kind === "text" || (kind === "number" && selectors > 0)) {
        faults.push("gives no series: aggregate a metric");
    }
    return [...new Set(faults)];
}

function syntaxFault(query: string, top: SyntaxNode): string | undefined {
    if (/\{\{|\}\}/.test(query)) {
        return "contains {{ or }}, which the controller of rollouts would replace: remove it";
    }
    let fault: string | undefined;
    top.cursor().iterate(({ type, from }) => {
        if (type.isError) {
            const rest = query.slice(from, from + 20);
            fault ??= `is not PromQL: ${rest === "" ? "it ends too early" : `it cannot go on with "${rest}" at character ${from + 1}`}`;
        } else if (type.name === "LineComment") {
            fault ??= "has a comment, which would hide what follows in one line: write it beside the key instead";
        }
    });
    return fault;
}

function countSelectors(top: SyntaxNode): number {
    let count = 0;
    top.cursor().iterate(({ name }) => {
        count += name === "VectorSelector" ? 1 : 0;
    });
    return count;
}

const setOperators = ["And", "Or", "Unless"];
const comparisons = ["Eql", "Neq", "Lte", "Lss", "Gte", "Gtr"];
const arithmetic = ["Add", "Sub", "Mul", "Div", "Mod", "Pow", "Atan2"];

/** Finds the kind of each expression, from the inside out; undefined where a fault leaves it open. */
class Check {
    constructor(
        private readonly query: string,
        private readonly vocabulary: Vocabulary,
        private readonly faults: string[],
    ) {}

    kindOf(node: SyntaxNode, inRange = false): Kind | undefined {
        switch (node.name) {
            case "NumberDurationLiteral":
                return "number";
            case "StringLiteral":
                return "text";
            case "ParenExpr":
            case "UnaryExpr":
                return this.inner(node);
            case "VectorSelector":
                this.selector(node, inRange);
                return "vector";
            case "MatrixSelector":
                return this.range(node);
            case "OffsetExpr":
                return this.offset(node, inRange);
            case "AggregateExpr":
                return this.aggregation(node);
            case "FunctionCall":
                return this.call(node);
            case "BinaryExpr":
                return this.operation(node);
            default:
                return this.fault(
                    `uses "${this.text(node)}", a form that is not accepted here: subqueries and @ read a past that no limit holds`,
                );
        }
    }

    private inner(node: SyntaxNode): Kind | undefined {
        const operand = childrenOf(node).find(({ name }) => name !== "UnaryOp");
        return operand === undefined ? undefined : this.kindOf(operand);
    }

    private selector(node: SyntaxNode, inRange: boolean): void {
        const identifier = node.getChild("Identifier");
        const name = identifier === null ? undefined : this.text(identifier);
        const facts = name === undefined ? undefined : this.vocabulary.series.get(name);
        if (name === undefined) {
            this.fault(`selects "${this.text(node)}" without the name of a metric: name one before the braces`);
        } else if (facts === undefined) {
            this.fault(this.unknownMetric(name));
        } else if (facts.grows && !inRange) {
            this.fault(`reads ${name}, which only grows: ask for its change, as in rate(${name}[5m])`);
        }
        for (const matcher of node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? []) {
            this.matcher(matcher, name ?? "", facts?.labels);
        }
        if ((node.getChild("LabelMatchers")?.getChildren("QuotedLabelMatcher").length ?? 0) > 0) {
            this.fault("has a label in quotes: write it without");
        }
    }

    private unknownMetric(name: string): string {
        const { series, histograms, declares } = this.vocabulary;
        if (histograms.has(name)) {
            return `asks for ${name}, a histogram: use ${name}_bucket, ${name}_sum or ${name}_count`;
        }
        const known = [...series.keys()];
        const declare = declares ? 'declare it under "metrics", or use' : "use";
        return `asks for ${name}, which is not a metric of this workload${didYouMean(name, known)}${
            didYouMean(name, known) === "" ? ": " : " Else "
        }${declare} one of ${known.join(", ")}`;
    }

    private matcher(matcher: SyntaxNode, metric: string, labels: readonly string[] | undefined): void {
        const [name, operator, value] = childrenOf(matcher).map((child) => this.text(child));
        const scope: readonly string[] = recordedLabels;
        if (name === undefined || operator === undefined || value === undefined) {
            return;
        }
        if (scope.includes(name)) {
            this.fault(`selects by ${name}: the platform adds ${scope.join(", ")} itself, leave it out`);
        } else if (labels !== undefined && !labels.includes(name)) {
            this.fault(
                `selects ${metric} by ${name}, a label that it does not have: must be one of ${labels.join(", ")}`,
            );
        }
        if (!/^(["'])[^"'\\]*\1$/.test(value)) {
            this.fault(`compares ${name} with ${value}: must be text in quotes, without quotes or backslashes in it`);
        } else if (operator.endsWith("~") && !isPlainPattern(value.slice(1, -1))) {
            this.fault(
                `compares ${name} with the pattern ${value}: must be a regular expression of letters, digits and _ - . / : | ( ) [ ] * + ?`,
            );
        }
    }

    private range(node: SyntaxNode): Kind {
        const [selector, duration] = childrenOf(node);
        const text = duration === undefined ? "" : this.text(duration);
        const seconds = secondsOf(text);
        if (seconds === undefined || seconds < shortestRange || seconds > longestRange) {
            this.fault(`looks back [${text}]: must be a duration from 30s to 1d, such as 5m`);
        }
        if (selector?.name === "VectorSelector") {
            this.selector(selector, true);
        } else {
            this.fault(`takes a range of "${this.text(selector ?? node)}": only of a metric`);
        }
        return "range";
    }

    private offset(node: SyntaxNode, inRange: boolean): Kind | undefined {
        const [operand, , duration] = childrenOf(node);
        const text = duration === undefined ? "" : this.text(duration);
        const seconds = secondsOf(text);
        const { retentionDays } = this.vocabulary;
        if (seconds === undefined || seconds > retentionDays * 86_400) {
            this.fault(
                `looks back by offset ${text}: must be a duration of at most ${retentionDays}d, for which metrics are kept (addons.monitoring.retentionDays)`,
            );
        }
        return operand === undefined ? undefined : this.kindOf(operand, inRange);
    }

    private aggregation(node: SyntaxNode): Kind | undefined {
        const [operator] = childrenOf(node);
        const name = operator === undefined ? "" : this.text(operator).toLowerCase();
        const wanted = aggregations[name];
        if (wanted === undefined) {
            return this.fault(`aggregates by ${name}: must be one of ${Object.keys(aggregations).join(", ")}`);
        }
        this.operands(name, node, wanted);
        const modifier = node.getChild("AggregateModifier");
        const grouped = modifier?.getChild("GroupingLabels")?.getChildren("LabelName").length ?? 0;
        return modifier === null || (grouped === 0 && modifier.getChild("By") !== null) ? "series" : "vector";
    }

    private call(node: SyntaxNode): Kind | undefined {
        const [identifier] = childrenOf(node);
        const name = identifier === undefined ? "" : this.text(identifier);
        const wanted = argumentsOf(name);
        if (wanted === undefined) {
            return this.fault(`calls ${name}: must be one of ${functionNames.join(", ")}`);
        }
        const kinds = this.operands(name, node, wanted);
        if (name === "vector") {
            return "series";
        }
        if (name === "histogram_quantile") {
            return this.isPerBucket(node) ? "series" : "vector";
        }
        return wanted.includes("range") || kinds.includes("vector") ? "vector" : "series";
    }

    /** Whether the buckets are added up by `le` alone, so that one quantile is left. */
    private isPerBucket(call: SyntaxNode): boolean {
        const [, of] = childrenOf(call.getChild("FunctionCallBody") ?? call);
        const modifier = of?.getChild("AggregateModifier");
        const labels = modifier
            ?.getChild("GroupingLabels")
            ?.getChildren("LabelName")
            .map((each) => this.text(each));
        return modifier?.getChild("By") !== null && labels?.join() === "le";
    }

    private operands(name: string, node: SyntaxNode, wanted: readonly string[]): readonly (Kind | undefined)[] {
        const given = childrenOf(node.getChild("FunctionCallBody") ?? node);
        if (given.length !== wanted.length) {
            this.fault(`gives ${name} ${given.length} arguments: it takes ${wanted.join(" and ")}`);
            return [];
        }
        return given.map((argument, i) => {
            const kind = this.kindOf(argument);
            const asked = wanted[i] ?? "";
            const fits = asked === "values" ? kind === "series" || kind === "vector" : kind === asked;
            if (kind !== undefined && !fits) {
                this.fault(`gives ${name} "${this.text(argument)}": it takes ${argumentHints[asked] ?? asked}`);
            }
            return kind;
        });
    }

    private operation(node: SyntaxNode): Kind | undefined {
        const children = childrenOf(node);
        const [left, operator] = children;
        const right = children.at(-1);
        if (left === undefined || operator === undefined || right === undefined) {
            return undefined;
        }
        if (
            node.getChild("FillModifier") !== null ||
            ![...setOperators, ...comparisons, ...arithmetic].includes(operator.name)
        ) {
            return this.fault(
                `uses "${this.text(operator)}" in a form that is not accepted here: use arithmetic, a comparison, and, or, unless`,
            );
        }
        const kinds = [this.kindOf(left), this.kindOf(right)] as const;
        if (kinds.includes(undefined)) {
            return undefined;
        }
        const numbers = kinds.filter((kind) => kind === "number").length;
        const wrong = kinds.findIndex((kind) => kind === "range" || kind === "text");
        if (wrong >= 0) {
            return this.fault(`calculates with "${this.text(wrong === 0 ? left : right)}": must be a number or series`);
        }
        if (setOperators.includes(operator.name) && numbers > 0) {
            return this.fault(`combines a number by ${this.text(operator)}: write it as vector(…)`);
        }
        if (comparisons.includes(operator.name) && numbers === 2 && node.getChild("BoolModifier") === null) {
            return this.fault(`compares two numbers by ${this.text(operator)}: leave the comparison out`);
        }
        if (operator.name === "And" || operator.name === "Unless") {
            return kinds[0];
        }
        return numbers === 2 ? "number" : kinds.includes("vector") ? "vector" : "series";
    }

    private text({ from, to }: SyntaxNode): string {
        return this.query.slice(from, to);
    }

    private fault(reason: string): undefined {
        this.faults.push(reason);
        return undefined;
    }
}

const argumentHints: Readonly<Record<string, string>> = {
    range: "a range such as jobs_total[5m]",
    values: "series, without a range",
    number: "a number",
};

/** Prometheus' regular expressions are not those of this language: what both read in the same way. */
function isPlainPattern(pattern: string): boolean {
    if (!/^[\w\-./:|()[\]*+? ]*$/.test(pattern) || pattern.includes("(?")) {
        return false;
    }
    try {
        new RegExp(pattern);
        return true;
    } catch {
        return false;
    }
}
