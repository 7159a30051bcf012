import assert from "node:assert/strict";
import { ESLint, Linter } from "eslint";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.resolve(__dirname, "..");

/** What the project's own syntax rules say of a text, as if it stood in the given file. */
async function complaints(file: string, text: string): Promise<readonly string[]> {
    const config = (await new ESLint({ cwd: root }).calculateConfigForFile(path.join(root, file))) as {
        rules: Linter.RulesRecord;
    };
    const rule = config.rules["no-restricted-syntax"] ?? "off";
    return new Linter().verify(text, { rules: { "no-restricted-syntax": rule } }).map(({ message }) => message);
}

describe("The lint rules of the layers", () => {
    const neutral = "only components/aws knows AWS: add what you need to components/platform.ts or components/cloud.ts";

    for (const text of [
        "const awsRegion = 1;",
        'const host = "s3.us-west-2.amazonaws.com";',
        "const name = `aws-${1}`;",
        'import "../aws/scope";',
        "const cluster = { eksCluster: 1 };",
        "const arn = /^arn:aws:/;",
    ]) {
        it(`refuse AWS above its layer: ${text}`, async () => {
            for (const file of ["components/platform.ts", "components/serving/plan.ts", "config/platform.ts"]) {
                assert.deepEqual(await complaints(file, text), [neutral], file);
            }
            for (const file of ["components/aws/scope.ts", "components/addons/loadBalancerController/index.ts"]) {
                assert.deepEqual(await complaints(file, text), [], file);
            }
        });
    }

    it("accept words that only contain the letters", async () => {
        assert.deepEqual(await complaints("components/serving/plan.ts", 'const draws = "seeks flaws for weeks";'), []);
    });

    it("hold one idiom for optional properties", async () => {
        const text = "const a = { ...(b === undefined ? {} : { b }) };";
        assert.deepEqual(await complaints("components/aws/scope.ts", text), [
            "write an optional property as ...(x !== undefined && { x })",
        ]);
        assert.deepEqual(
            await complaints("components/aws/scope.ts", "const a = { ...(b !== undefined && { b }) };"),
            [],
        );
    });
});

describe("The imports of the sources", () => {
    it("have no circle among config and components, types included", () => {
        const files = ["config", "components"].flatMap((folder) =>
            readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
                .filter((file) => file.endsWith(".ts"))
                .map((file) => path.join(root, folder, file)),
        );
        assert.ok(files.length > 100);
        const known = new Set(files);
        const imports = new Map(
            files.map((file) => {
                const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
                const targets = importedFiles.flatMap(({ fileName }) => {
                    const target = path.resolve(path.dirname(file), fileName);
                    return [`${target}.ts`, path.join(target, "index.ts")].filter((candidate) => known.has(candidate));
                });
                return [file, targets] as const;
            }),
        );
        // What is left once files that import nothing more are taken away, again and again, imports in a circle.
        for (let size = -1; size !== imports.size;) {
            size = imports.size;
            for (const [file, targets] of imports) {
                if (!targets.some((target) => imports.has(target))) {
                    imports.delete(file);
                }
            }
        }
        assert.deepEqual(
            [...imports.keys()].map((file) => path.relative(root, file)),
            [],
        );
    });
});
