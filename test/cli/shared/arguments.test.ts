import assert from "node:assert/strict";
import { type Option } from "commander";
import { newCommand, parseArguments } from "../../../cli/shared/arguments";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { simulateCommand } from "../../../cli/simulate/command";
import packageJson from "../../../package.json";
import { commands } from "../../support/commands";
import { captured } from "../../support/terminal";

/** What a command asks for before it looks at anything else. */
const required: Readonly<Record<string, readonly string[]>> = { init: ["--from", "203.0.113.7/32"] };

describe("arguments of every command", () => {
    it("are tested here, for each command of package.json", () => {
        const scripts = Object.entries(packageJson.scripts).filter(([, script]) =>
            /^(node (--\S+ )?cli\/shared\/start\.js |tsx test\/)/.test(script),
        );
        assert.deepEqual(scripts.map(([name]) => name).sort(), Object.keys(commands).sort());
    });

    for (const [name, command] of Object.entries(commands)) {
        it(`npm run ${name} -- --help: a screen of help with examples and exit codes, and no work`, async () => {
            const { code, out, err } = await captured((terminal) => command(["--help"], terminal));
            assert.equal(code, ExitCode.Ok);
            assert.equal(err, "");
            const lines = out.trimEnd().split("\n");
            assert.match(out, new RegExp(`^Usage: npm run ${name} --`));
            assert.ok(lines.length <= 24, `${lines.length} lines\n${out}`);
            assert.deepEqual(
                lines.filter((line) => line.length > 80),
                [],
            );
            const examples = lines.slice(lines.indexOf("Examples:") + 1);
            const calls = examples.filter((line) =>
                new RegExp(`^  npm run ${name}( -- \\S.*)?( {2}# \\S.*)?$`).test(line),
            );
            assert.ok(calls.length >= 2, out);
            assert.match(out, /\nExit codes: 0 \S/);
        });

        it(`npm run ${name}: an unknown option is a usage error`, async () => {
            assert.deepEqual(
                await captured((terminal) => command([...(required[name] ?? []), "--nonsense"], terminal)),
                {
                    code: ExitCode.InvalidInput,
                    out: "",
                    err: "error: unknown option '--nonsense'\nRun with --help for usage.\n",
                },
            );
        });
    }

    it("a wrong value or a missing argument is a usage error too", async () => {
        const run = (...args: string[]) => captured((terminal) => simulateCommand(args, terminal));
        assert.deepEqual(await run("dev", "--format", "xml"), {
            code: ExitCode.InvalidInput,
            out: "",
            err:
                "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are tree, json, markdown.\n" +
                "Run with --help for usage.\n",
        });
        assert.deepEqual(await run(), {
            code: ExitCode.InvalidInput,
            out: "",
            err: "error: missing required argument 'stack'\nRun with --help for usage.\n",
        });
    });
});

describe("parseArguments", () => {
    const parser = () =>
        newCommand({ name: "try", usage: "<n>", description: "Tries.", examples: [["1", "try"]], exitCodes: {} })
            .argument("<n>", "a number", Number)
            .option("--fast", "quickly");

    it("leaves the processed arguments and options in the parser", async () => {
        const used = parser();
        const { code } = await captured((terminal) => {
            assert.equal(parseArguments(used, ["7", "--fast"], terminal), undefined);
            return Promise.resolve(ExitCode.Ok);
        });
        assert.equal(code, ExitCode.Ok);
        assert.deepEqual(used.processedArgs, [7]);
        assert.deepEqual(used.opts(), { fast: true });
        assert.deepEqual(
            used.options.map(({ long }: Option) => long),
            ["--fast"],
        );
    });
});
