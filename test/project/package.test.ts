import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

interface Lock {
    readonly packages: Readonly<Record<string, { readonly name?: string; readonly hasInstallScript?: boolean }>>;
}

interface Package {
    readonly allowScripts?: Readonly<Record<string, boolean>>;
}

const root = path.resolve(__dirname, "../..");

function read<T>(file: string): T {
    return JSON.parse(readFileSync(path.join(root, file), "utf8")) as T;
}

describe("npm ci", () => {
    for (const folder of [".", "docs"]) {
        it(`runs no script of a package without a decision, and warns of none: ${folder}`, () => {
            const { packages } = read<Lock>(path.join(folder, "package-lock.json"));
            // A package that is installed under another name has its own beside.
            const withScripts = Object.entries(packages)
                .filter(([, { hasInstallScript }]) => hasInstallScript === true)
                .map(([place, { name }]) => name ?? place.replace(/^.*node_modules\//, ""));
            const { allowScripts = {} } = read<Package>(path.join(folder, "package.json"));
            // fsevents is installed on macOS alone.
            const decided = new Set([...Object.keys(allowScripts), "fsevents"]);
            assert.deepEqual(
                withScripts.filter((name) => !decided.has(name)),
                [],
            );
            assert.deepEqual(
                Object.keys(allowScripts).filter((name) => !withScripts.includes(name)),
                [],
            );
        });
    }
});
