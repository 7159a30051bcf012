import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Where promtool's cases of the alerts are, from the root of the repository: a file for each file of alerts. */
const folder = "test/integration/rules/alertCases";
const root = path.resolve(__dirname, "../..");

let files: ReadonlyMap<string, string> | undefined;

/**
 * The file with the cases of an alert, from the root of the repository; undefined where it has none. Found in the text of the
 * files, since a command does not load tests.
 */
export function caseFileOf(alert: string): string | undefined {
    files ??= readCaseFiles();
    return files.get(alert);
}

/** Each case is an entry of its file's table, one level in: `    GpuIdle: () => …`. */
function readCaseFiles(): ReadonlyMap<string, string> {
    return new Map(
        readdirSync(path.join(root, folder)).flatMap((file) =>
            [...readFileSync(path.join(root, folder, file), "utf8").matchAll(/^ {4}([A-Z]\w+): /gm)].map(
                ([, alert = ""]) => [alert, `${folder}/${file}`] as const,
            ),
        ),
    );
}
