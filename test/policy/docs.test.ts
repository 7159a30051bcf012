import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { groups } from "../../policy/model/resource";
import { optionsSchema } from "../../policy/core/settings";
import { allRules } from "../../policy/rules";

const root = join(__dirname, "../..");
const page = readFileSync(join(root, "docs/policies.md"), "utf8");

function kebab(name: string): string {
    return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Cells of a table row, pipes inside code kept. */
function cells(line: string): string[] {
    return line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim());
}

describe("The page on policies", () => {
    it("lists every rule with its check, level and description, and no other", () => {
        const rules = page.slice(page.indexOf("## Rules"), page.indexOf("## Options"));
        const rows = rules
            .split("\n")
            .filter((line) => line.startsWith("| `"))
            .map(cells);
        const expected = allRules.map(({ name, check, podSecurityLevel, enforcementLevel, description }) => [
            check === undefined ? `\`${name}\`` : `\`${name}\` (\`${check}\`, ${podSecurityLevel ?? ""})`,
            enforcementLevel,
            description,
        ]);
        assert.deepEqual(rows, expected);
    });

    it("lists every option", () => {
        const table = page.slice(page.indexOf("## Options"), page.indexOf("## Remediation"));
        const listed = table
            .split("\n")
            .filter((line) => line.startsWith("| `"))
            .flatMap((line) => [...(cells(line)[0] ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name));
        const known = allRules.flatMap((rule) => Object.keys(optionsSchema(rule).shape));
        assert.deepEqual(new Set(listed), new Set(known));
    });
});

describe("The commands in the documentation", () => {
    it("hand the engine no configuration that it refuses: options under `all` belong to the pack only", () => {
        const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".md"))
            .map((file) => join("docs", file));
        const refused = ["README.md", "CONTRIBUTING.md", ...pages].filter((file) =>
            /--policy-pack-config\s+policy\/config\.json/.test(readFileSync(join(root, file), "utf8")),
        );
        assert.deepEqual(refused, []);
    });
});

describe("The pack's files", () => {
    it("are named after the rule they hold, one each", () => {
        const found = groups.flatMap((group) => {
            const folder = join(root, "policy/rules", group);
            return readdirSync(folder)
                .filter((file) =>
                    new RegExp(`^\\s{4}name: "${group}-`, "m").test(readFileSync(join(folder, file), "utf8")),
                )
                .map((file) => `${group}-${kebab(file.replace(/\.ts$/, ""))}`);
        });
        assert.deepEqual(found.sort(), allRules.map(({ name }) => name).sort());
    });

    it("hold each rule in the folder of its group", () => {
        for (const { name, group } of allRules) {
            const camel = name
                .slice(group.length + 1)
                .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
            assert.ok(existsSync(join(root, "policy/rules", group, `${camel}.ts`)), name);
        }
    });

    it("state for each rule the requirement, how to comply and a reference", () => {
        for (const { name, description, remediation, link } of allRules) {
            assert.match(description, /^[A-Z].*\.( .*\.)?$|^[A-Z].*\)\.$/, name);
            assert.match(remediation, /\.$|\)$/, name);
            assert.equal(new URL(link).protocol, "https:", name);
        }
    });
});
