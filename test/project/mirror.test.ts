import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { sourceFiles } from "../support/imports";
import { temporaryFolder } from "../support/temporary";

const root = path.resolve(__dirname, "../..");

/** A source file, or every file below a folder that ends with a slash, with the test that covers it instead of one of its own. */
type Row = readonly [source: string, test: string, because: string];

const coveredElsewhere: readonly Row[] = [
    ["index.ts", "test/cli/simulate/command.test.ts", "it is the program that every simulation of a stack runs"],
    [
        "config/",
        "test/config/load.test.ts",
        "a schema is judged by whole stack files, with the full text of its faults",
    ],
    [
        "policy/rules/availability/",
        "test/policy/rules/availability/availability.test.ts",
        "one table of cases per rule",
    ],
    ["policy/rules/aws/", "test/policy/rules/aws/aws.test.ts", "one table of cases per rule"],
    ["policy/rules/images/", "test/policy/rules/images/images.test.ts", "one table of cases per rule"],
    ["policy/rules/limits/", "test/policy/rules/limits/limits.test.ts", "one table of cases per rule"],
    ["policy/rules/mesh/", "test/policy/rules/mesh/mesh.test.ts", "one table of cases per rule"],
    ["policy/rules/network/", "test/policy/rules/network/network.test.ts", "one table of cases per rule"],
    ["policy/rules/pod-security/", "test/policy/rules/pod-security/checks.test.ts", "one table of cases per check"],
    ["policy/core/podRule.ts", "test/policy/core/judge.test.ts", "rules on pods run through it"],
    ["policy/core/rule.ts", "test/policy/core/judge.test.ts", "every rule is made by it"],
    ["policy/core/session.ts", "test/policy/core/judge.test.ts", "a judgement is one session"],
    ["policy/core/workloadNamespaces.ts", "test/policy/rules/network/network.test.ts", "the rules that use it show it"],
    ["policy/check/check.ts", "test/cli/check/command.test.ts", "the command is a thin layer over it"],
    ["policy/check/flowYaml.ts", "test/policy/check/fastYaml.test.ts", "the part of the parser that reads one line"],
    ["policy/check/scalars.ts", "test/policy/check/fastYaml.test.ts", "compared with the parser of reference"],
    ["policy/engine/remediation.ts", "test/policy/core/remediate.test.ts", "a fix is applied through it"],
    ["simulation/providers/", "test/simulation/providers/tables.test.ts", "rows of one table, of one shape"],
    ["simulation/plugin/", "test/integration/rehearsal/life.ts", "the real engine is its only caller"],
    ["simulation/engine/", "test/integration/rehearsal/life.ts", "it runs the real engine"],
    ["simulation/rehearse/", "test/integration/rehearsal/edits.ts", "it runs the real engine"],
    ["simulation/in-process/", "test/simulation/in-process/run.test.ts", "parts of one run"],
    ["simulation/output/", "test/cli/simulate/command.test.ts", "parts of what the command prints and writes"],
    ["simulation/facts/", "test/simulation/report/index.test.ts", "what the page shows, judged on a whole stack"],
    ["simulation/report/", "test/simulation/report/index.test.ts", "parts of one page"],
    ["simulation/errors.ts", "test/cli/shared/failure.test.ts", "what a command makes of each error"],
    ["simulation/recorded.ts", "test/simulation/in-process/run.test.ts", "the records of a run"],
    ["cli/alerts/", "test/cli/alerts/command.test.ts", "the table is what the command prints"],
    ["cli/bench/", "test/cli/bench/figure.test.ts", "measures; only the verdict on a figure is fixed"],
    ["cli/", "test/cli/shared/arguments.test.ts", "parts of commands, each of which is run as a whole"],
    ["cli/check/", "test/cli/shared/arguments.test.ts", "the entry only passes standard input"],
    ["cli/check-charts/", "test/cli/check-charts/command.test.ts", "parts of one comparison"],
    ["cli/check-image/", "test/cli/check-image/command.test.ts", "parts of one check, run against a real server"],
    ["cli/publish-model/", "test/integration/models/publish.test.ts", "uploads run against a real S3 server"],
    ["cli/rehearse/", "test/integration/rehearsal/edits.ts", "it runs the real engine"],
    ["cli/shared/runCli.ts", "test/integration/rehearsal/edits.ts", "the entry of every command's process"],
    ["components/addons/", "test/components/addons/index.test.ts", "wiring, judged on the add-ons of a whole stack"],
    [
        "components/aws/identity/unnarrowableActions.ts",
        "test/components/aws/identity/policyDocument.test.ts",
        "a fact of its check",
    ],
    [
        "components/aws/liveAccount.ts",
        "test/components/aws/nodes/scaling.test.ts",
        "reads what the decision there is made of",
    ],
    [
        "components/aws/nodes/nodeRoom.ts",
        "test/components/aws/nodes/acceleratorFaults.test.ts",
        "the sum that a fault shows",
    ],
    [
        "components/aws/nodes/zonalGroups.ts",
        "test/components/aws/nodes/nodeGroup.test.ts",
        "groups of a zone are node groups",
    ],
    [
        "components/aws/databases/credentials.ts",
        "test/components/aws/databases/postgres.test.ts",
        "the secrets of PostgreSQL and Redis are made by it",
    ],
    ["components/aws/eks.ts", "test/components/aws/eksPlatform.test.ts", "passes on what its parts say"],
    [
        "components/existing/",
        "test/components/existing/existingPlatform.test.ts",
        "wiring, judged on a stack on an existing cluster; faults by whole stack files",
    ],
    [
        "components/storeCredentials.ts",
        "test/components/existing/store/externalStore.test.ts",
        "keys of a store, as whatever keeps data gets them",
    ],
    ["components/externalService.ts", "test/components/aws/databases/dataStores.test.ts", "the same of every platform"],
    [
        "components/aws/alarms/alarm.ts",
        "test/components/aws/alarms/stackAlarms.test.ts",
        "every alarm of a stack is created by it",
    ],
    ["components/aws/network/natAlarms.ts", "test/components/aws/alarms/stackAlarms.test.ts", "one table of figures"],
    [
        "components/aws/cluster/clusterAlarms.ts",
        "test/components/aws/alarms/stackAlarms.test.ts",
        "one table of figures",
    ],
    [
        "components/serving/jobs/scaledJob.ts",
        "test/components/workloads/batchInference/index.test.ts",
        "two kinds of workload are made of it",
    ],
    ["components/aws/cost/", "test/components/aws/cost/estimate.test.ts", "parts of one sum"],
    [
        "components/aws/identity/keyGrants.ts",
        "test/components/aws/identity/storeAccess.test.ts",
        "a statement of each access",
    ],
    ["components/kubernetes/", "test/components/serving/workload.test.ts", "vocabulary of every rendered object"],
    ["components/observation/", "test/components/observation/alerts.test.ts", "what every alert of a stack is made by"],
    ["components/serving/", "test/components/serving/workload.test.ts", "wiring, judged on generated workloads"],
    ["components/workloads/", "test/components/workloads/examples.test.ts", "a kind is judged on whole workloads"],
];

/** Whether a file does anything at run time: it has a function or a class. Types, names and figures have not. */
function acts(file: string): boolean {
    const target = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, removeComments: true };
    const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions: target });
    return /=>|\bfunction\b|\bclass\b/.test(outputText);
}

const relative = (file: string) => path.relative(root, file).split(path.sep).join("/");
const testOf = (source: string) => `test/${source.replace(/\.ts$/, ".test.ts")}`;
const covers = (row: string, source: string) => (row.endsWith("/") ? source.startsWith(row) : source === row);

describe("the tests of the sources", () => {
    const files = sourceFiles(root).map(relative);
    const sources = files.filter((file) => !file.startsWith("test/"));
    const alone = sources.filter((file) => !files.includes(testOf(file)) && acts(path.join(root, file)));

    it("stand where the sources do, one file each, unless a row here names the test that covers a file", () => {
        const unexplained = alone.filter((file) => !coveredElsewhere.some(([row]) => covers(row, file)));
        assert.deepEqual(unexplained, []);
    });

    it("are named by no row in vain: it covers a file, and its test exists", () => {
        for (const [row, test, because] of coveredElsewhere) {
            assert.ok(
                alone.some((file) => covers(row, file)),
                `"${row}": every file has a test of its own, remove the row`,
            );
            assert.ok(existsSync(path.join(root, test)), `"${row}": ${test} does not exist`);
            assert.ok(because.length > 10, row);
        }
    });

    it("stand in a folder that the sources have, also those that judge a whole folder", () => {
        const folders = new Set(sources.map((file) => path.posix.dirname(file)));
        const strays = files
            .filter((file) => /^test\/(cli|components|config|policy|simulation)\/.*\.test\.ts$/.test(file))
            .filter((file) => !folders.has(path.posix.dirname(file).replace(/^test\//, "")));
        assert.deepEqual(strays, []);
    });
});

describe("acts", () => {
    const folder = temporaryFolder();

    it("is false for types, names and figures, and true for anything that runs", () => {
        const file = (name: string, text: string) => acts(folder.write(name, text));
        assert.equal(file("types.ts", "export interface A { readonly f: () => void }\nexport type B = A;"), false);
        assert.equal(file("data.ts", 'import { a } from "./a";\nexport const b = { a, c: [1, 2] } as const;'), false);
        assert.equal(file("arrow.ts", "export const f = (a: number) => a;"), true);
        assert.equal(file("function.ts", "export function f() { return 1; }"), true);
        assert.equal(file("class.ts", "export class A {}"), true);
    });
});
