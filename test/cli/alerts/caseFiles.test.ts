import assert from "node:assert/strict";
import path from "node:path";
import { caseFileOf } from "../../../cli/alerts/caseFiles";
import { alertCases } from "../../integration/rules/alertCases";

const root = path.resolve(__dirname, "../../..");

describe("the files with the cases of alerts", () => {
    it("hold the cases that promtool is given, of every alert", () => {
        assert.ok(Object.keys(alertCases).length >= 45);
        for (const [alert, cases] of Object.entries(alertCases)) {
            const file = caseFileOf(alert);
            assert.ok(file !== undefined && !file.endsWith("/index.ts"), alert);
            // eslint-disable-next-line @typescript-eslint/no-require-imports -- the file is found at run time
            const tables = Object.values(require(path.join(root, file)) as Record<string, unknown>);
            assert.ok(
                tables.some((table) => (table as Readonly<Record<string, unknown>>)[alert] === cases),
                `${file} has other cases than those of ${alert}`,
            );
        }
    });

    it("are none for an alert without cases", () => {
        assert.equal(caseFileOf("SomeAlert"), undefined);
    });
});
