import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { type KubeObject } from "../cluster/types";
import { ensureTool } from "../tools";

/** A rule of a PrometheusRule, as far as the tests read it. */
export interface Rule {
    readonly record?: string;
    readonly alert?: string;
    readonly expr: string;
    /** Of an alert. */
    readonly for?: string;
    readonly labels?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
    readonly name: string;
    readonly rules: readonly Rule[];
}

/** Samples that exist: a series and its values, in promtool's notation (`0+5x60`: from 0, 5 more at each of 60 steps). */
export interface InputSeries {
    readonly series: string;
    readonly values: string;
}

/** One test of promtool: what is true at certain times, given the series. Source: Prometheus, unit testing for rules. */
export interface RuleTest {
    readonly name: string;
    readonly interval: string;
    readonly input_series: readonly InputSeries[];
    readonly promql_expr_test?: readonly {
        readonly expr: string;
        readonly eval_time: string;
        readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
    }[];
    readonly alert_rule_test?: readonly {
        readonly eval_time: string;
        readonly alertname: string;
        readonly exp_alerts: readonly object[];
    }[];
}

export function groupsOf(rule: KubeObject): readonly RuleGroup[] {
    return (rule["spec"] as { groups: readonly RuleGroup[] }).groups;
}

/** What promtool complains of in the rules, lints included; empty when all is well. */
export async function checkRules(rules: readonly KubeObject[]): Promise<string> {
    return await withFiles(rules, undefined, ["check", "rules", "--lint=all", "--lint-fatal"]);
}

/**
 * What promtool says of failed tests; empty when all pass.
 *
 * @param evaluation how often it evaluates every rule, whatever the rule's group says
 */
export async function testRules(
    rules: readonly KubeObject[],
    tests: readonly RuleTest[],
    evaluation = "15s",
): Promise<string> {
    return await withFiles(rules, { evaluation, tests }, ["test", "rules"]);
}

/** A rule with the test of it alone. */
export interface SingleTest {
    readonly rule: Rule;
    /** Seconds between evaluations. */
    readonly step: number;
    readonly test: RuleTest;
}

/** What promtool says of each test, in their order; undefined where it passes. One process for all of them. */
export async function testSingleRules(tests: readonly SingleTest[]): Promise<readonly (string | undefined)[]> {
    const promtool = await ensureTool("promtool");
    const folder = mkdtempSync(path.join(tmpdir(), "inference-platform-rules-"));
    try {
        const files = tests.map(({ rule, step, test }, i) => {
            const rules = path.join(folder, `${i}-rules.yaml`);
            writeFileSync(rules, JSON.stringify({ groups: [{ name: "tested", rules: [rule] }] }));
            const file = path.join(folder, `${i}-test.yaml`);
            const content = {
                rule_files: [rules],
                evaluation_interval: `${step}s`,
                fuzzy_compare: true,
                tests: [test],
            };
            writeFileSync(file, JSON.stringify(content));
            return file;
        });
        const report = path.join(folder, "report.xml");
        // It ends with 1 as soon as one test fails, and goes on with the others.
        await promisify(execFile)(promtool, ["test", `--junit=${report}`, "rules", ...files], {
            maxBuffer: 256 * 1024 * 1024,
        }).catch((error: Error & { code?: number }) => {
            if (error.code !== 1) {
                throw error;
            }
        });
        return verdicts(readFileSync(report, "utf8"), files);
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Failures by file; a file that the report does not speak of has failed. */
function verdicts(report: string, files: readonly string[]): readonly (string | undefined)[] {
    const suites = new Map(
        [...report.matchAll(/<testsuite name="([^"]*)"(.*?)<\/testsuite>/gs)].map(([, file = "", content = ""]) => [
            file,
            content,
        ]),
    );
    return files.map((file) => {
        const content = suites.get(file) ?? "promtool did not run it";
        return / failures="0" errors="0"/.test(content) ? undefined : text(content);
    });
}

/** What an XML text says. */
function text(xml: string): string {
    return xml
        .replaceAll(/<[^>]*>/g, "\n")
        .replaceAll("&#xA;", "\n")
        .replaceAll("&#34;", '"')
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&amp;", "&");
}

async function withFiles(
    rules: readonly KubeObject[],
    given: { readonly evaluation: string; readonly tests: readonly RuleTest[] } | undefined,
    command: readonly string[],
): Promise<string> {
    const promtool = await ensureTool("promtool");
    const folder = mkdtempSync(path.join(tmpdir(), "inference-platform-rules-"));
    try {
        const files = rules.map((rule) => {
            const file = path.join(folder, `${rule.metadata.namespace}-${rule.metadata.name}.yaml`);
            // JSON is YAML; the operator writes the groups into files of the same shape.
            writeFileSync(file, JSON.stringify({ groups: groupsOf(rule) }));
            return file;
        });
        const testFile = path.join(folder, "tests.yaml");
        if (given !== undefined) {
            const { evaluation, tests } = given;
            // Left to itself, promtool goes through the groups of each moment in a random order, and some read what others record.
            const order = new Set(rules.flatMap(groupsOf).map(({ name }) => name));
            const settings = { evaluation_interval: evaluation, group_eval_order: [...order], fuzzy_compare: true };
            writeFileSync(testFile, JSON.stringify({ rule_files: files, ...settings, tests }));
        }
        await promisify(execFile)(promtool, [...command, ...(given === undefined ? files : [testFile])]);
        return "";
    } catch (error) {
        const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
        return [stdout, stderr].join("\n").trim() || message;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
