import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import packageJson from "../../package.json";

const root = path.resolve(__dirname, "../..");
const read = (file: string) => parse(readFileSync(path.join(root, file), "utf8")) as Record<string, unknown>;

describe("the project files that the engine reads", () => {
    const project = read("Pulumi.yaml") as { main: string; runtime: { name: string; options: { tsconfig: string } } };

    it("run the program transpiled, not type-checked on every `pulumi up`", () => {
        assert.equal(project.runtime.name, "nodejs");
        // The engine looks for `noCheck` in this very file; it does not follow `extends`.
        const options = read(project.runtime.options.tsconfig).compilerOptions as Record<string, unknown>;
        assert.equal(options.noCheck, true);
    });

    it("pin every dependency to one exact version", () => {
        const loose = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies }).filter(
            ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
        );
        assert.deepEqual(loose, []);
    });
});
