import assert from "node:assert/strict";
import { plainLoader } from "../../../cli/shared/plainLoader";
import { temporaryFolder } from "../../support/temporary";

describe("plainLoader", () => {
    const folder = temporaryFolder();

    /** Who loaded the file, and what the compiler was given. */
    function load(file: string, compile: (code: string) => void = () => undefined): string[] {
        const steps: string[] = [];
        const module = {
            _compile: (code: string) => {
                steps.push(`plain ${code}`);
                compile(code);
            },
        };
        plainLoader(() => steps.push("hooked"))(module, file);
        return steps;
    }

    it("loads files of packages as they are, and those of the project through the hooks", () => {
        assert.deepEqual(load(folder.write("node_modules/a/index.js", "1")), ["plain 1"]);
        assert.deepEqual(load(folder.write("src/index.js", "1")), ["hooked"]);
    });

    it("leaves a module that is not CommonJS to the hooks", () => {
        const file = folder.write("node_modules/esm/index.js", "export {}");
        assert.deepEqual(
            load(file, () => {
                throw new SyntaxError("Unexpected token 'export'");
            }),
            ["plain export {}", "hooked"],
        );
    });

    it("does not run a module again after the module itself failed", () => {
        const file = folder.write("node_modules/broken/index.js", "boom()");
        assert.throws(() =>
            load(file, () => {
                throw new ReferenceError("boom is not defined");
            }),
        );
    });
});
