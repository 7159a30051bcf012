import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

/** What promtool says of failed tests; empty when all pass. */
export async function testRules(rules: readonly KubeObject[], tests: readonly RuleTest[]): Promise<string> {
    return await withFiles(rules, tests, ["test", "rules"]);
}

async function withFiles(
    rules: readonly KubeObject[],
    tests: readonly RuleTest[] | undefined,
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
        if (tests !== undefined) {
            writeFileSync(
                testFile,
                JSON.stringify({ rule_files: files, evaluation_interval: "15s", fuzzy_compare: true, tests }),
            );
        }
        await promisify(execFile)(promtool, [...command, ...(tests === undefined ? files : [testFile])]);
        return "";
    } catch (error) {
        const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
        return [stdout, stderr].join("\n").trim() || message;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
