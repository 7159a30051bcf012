import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { commands } from "../support/commands";
import { simulateStack } from "../support/simulate";
import { captured } from "../support/terminal";

const root = path.resolve(__dirname, "../..");

/** Pages of the repository, with their text. */
const pages: ReadonlyMap<string, string> = new Map(
    [
        ...readdirSync(root).filter((file) => file.endsWith(".md")),
        ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".md") && !file.includes("node_modules"))
            .map((file) => path.posix.join("docs", file)),
    ].map((file) => [file, readFileSync(path.join(root, file), "utf8")]),
);

interface ScriptCall {
    readonly page: string;
    readonly script: string;
    readonly args: string;
}

/** Every `npm run` of the pages, in blocks and in sentences, with what follows `--` on its line. */
const scriptCalls: readonly ScriptCall[] = [...pages].flatMap(([page, text]) =>
    [...text.replaceAll("\\\n", " ").matchAll(/npm run (?:--silent |-s )?([\w:-]+)(?: -- ([^`\n|>;]*))?/g)].map(
        ([, script = "", args = ""]) => ({ page, script, args: args.split(" #")[0] ?? "" }),
    ),
);

const scripts = (
    JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { scripts: Record<string, string> }
).scripts;

/** What `--help` prints of a command; nothing of scripts that take no arguments. */
async function declaredOptions(script: string): Promise<string> {
    const command = commands[script];
    return command === undefined ? "" : (await captured((terminal) => command(["--help"], terminal))).out;
}

describe("the documentation", () => {
    it("names only scripts that exist", () => {
        assert.ok(scriptCalls.length > 50, "the pages name many scripts");
        assert.deepEqual(
            scriptCalls.filter(({ script }) => scripts[script] === undefined),
            [],
        );
    });

    it("names only options that the commands have", async () => {
        const unknown: string[] = [];
        const options = new Map<string, string>();
        for (const { page, script, args } of scriptCalls) {
            const given = args.match(/(?<=^|\s|\[)--[a-z][\w-]*/g) ?? [];
            if (given.length > 0 && !options.has(script)) {
                options.set(script, await declaredOptions(script));
            }
            const unheard = given.filter((option) => !new RegExp(`${option}\\b`).test(options.get(script) ?? ""));
            unknown.push(...unheard.map((option) => `${page}: npm run ${script} -- ${option}`));
        }
        assert.deepEqual(unknown, []);
    });

    it("never deletes a stack file with the stack that is forgotten", () => {
        const calls = [...pages].flatMap(([page, text]) =>
            [...text.matchAll(/pulumi stack rm [^`\n]*/g)].map(([call]) => ({ page, call })),
        );
        assert.ok(calls.length > 0);
        assert.deepEqual(
            calls.filter(({ call }) => !call.includes("--preserve-config")),
            [],
        );
    });

    it("has each script of a user in the README", () => {
        const internal = ["check-types", "coverage", "format", "lint", "alerts", "release"];
        const readme = pages.get("README.md") ?? "";
        const missing = Object.keys(scripts)
            .filter((script) => !internal.includes(script) && script !== "test")
            .filter((script) => !readme.includes(`npm run ${script}`));
        assert.deepEqual(missing, []);
    });

    it("uses kubectl in namespaces that a stack has", async () => {
        const stacks = [await simulateStack("prod", ["addons.kueue.enabled=true"]), await simulateStack("local")];
        // Those of Kubernetes, and of other teams in examples.
        const known = new Set<unknown>(["kube-system", "shop", "cache"]);
        for (const { type, inputs } of stacks.flatMap(({ resources }) => resources)) {
            if (type === "kubernetes:core/v1:Namespace") {
                known.add((inputs.metadata as { name: string }).name);
            }
        }
        const unknown = [...pages].flatMap(([page, text]) =>
            [...text.matchAll(/kubectl [^\n`]*?(?:-n|--namespace) "?([a-z][\w-]*)/g)]
                .filter(([, namespace = ""]) => !known.has(namespace))
                .map(([call]) => `${page}: ${call}`),
        );
        assert.deepEqual(unknown, []);
    });
});
