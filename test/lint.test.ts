import assert from "node:assert/strict";
import { ESLint, Linter } from "eslint";
import path from "node:path";

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

    for (const text of [
        'if (platform.kind === "existing") { more(); }',
        'const here = config.platform.kind !== "existing";',
    ]) {
        it(`let nothing above a platform ask which one it is: ${text}`, async () => {
            const facts =
                "what differs between platforms is a row of config/platformFacts.ts or a part of components/platform.ts";
            for (const file of ["components/addons/gateway/index.ts", "components/serving/faults.ts"]) {
                assert.deepEqual(await complaints(file, text), [facts], file);
            }
            assert.deepEqual(await complaints("components/existing/existingFaults.ts", text), []);
            assert.deepEqual(
                await complaints("components/serving/faults.ts", "const { called } = platformFacts[platform.kind];"),
                [],
            );
        });
    }

    it("accept words that only contain the letters", async () => {
        assert.deepEqual(await complaints("components/serving/plan.ts", 'const draws = "seeks flaws for weeks";'), []);
    });

    it("hold one idiom for optional properties", async () => {
        const text = "const a = { ...(b === undefined ? {} : { b }) };";
        for (const file of [
            "components/aws/scope.ts",
            "policy/index.ts",
            "cli/shared/arguments.ts",
            "test/lint.test.ts",
        ]) {
            assert.deepEqual(
                await complaints(file, text),
                ["write an optional property as ...(x !== undefined && { x })"],
                file,
            );
        }
        assert.deepEqual(
            await complaints("components/aws/scope.ts", "const a = { ...(b !== undefined && { b }) };"),
            [],
        );
    });
});
