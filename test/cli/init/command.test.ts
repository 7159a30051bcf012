import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { initCommand } from "../../../cli/init/command";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { loadProgram } from "../../../simulation/in-process/program";
import { simulate } from "../../../simulation/in-process/simulate";
import { mandatoryViolations } from "../../../simulation/output/report";
import { readStackConfig } from "../../../simulation/stackFile";
import { temporaryFolder } from "../../support/temporary";
import { captured } from "../../support/terminal";

describe("npm run init", () => {
    const folder = temporaryFolder();
    const run = (...args: string[]) => captured((terminal) => initCommand(args, terminal, folder.path));
    const file = (stack: string) => path.join(folder.path, `Pulumi.${stack}.yaml`);

    async function simulated(stack: string) {
        const config = readStackConfig(folder.path, stack, "inference-platform");
        return simulate(loadProgram(), { stack, ...config });
    }

    for (const args of [
        ["small", "--from", "203.0.113.7/32"],
        [
            "large",
            "--from",
            "10.20.0.0/16",
            "--environment",
            "production",
            "--region",
            "eu-west-1",
            "--accelerator",
            "l4",
        ],
        [
            "plain",
            "--from",
            "203.0.113.7/32",
            "--accelerator",
            "none",
            "--admin-role",
            "arn:aws:iam::111122223333:role/admin",
        ],
    ]) {
        const [stack = ""] = args;
        it(`writes a stack file that simulates clean: ${args.join(" ")}`, async () => {
            const { code, err } = await run(...args);
            assert.deepEqual({ code, err }, { code: ExitCode.Ok, err: "" });
            const platform = await simulated(stack);
            assert.deepEqual(mandatoryViolations(platform), []);
            assert.ok(platform.resources.some(({ type }) => type === "eks:index:Cluster"));
            assert.ok(!platform.resources.some(({ name }) => name === "detector"));
        });

        it(`has the lines of a first model ready: ${stack}`, async () => {
            const text = readFileSync(file(stack), "utf8");
            const [head = "", entry = ""] = text.split("inference-platform:workloads: {}\n");
            writeFileSync(
                file(stack),
                `${head}inference-platform:workloads:\n${entry.replaceAll(/^ {4}# /gm, "    ")}`,
            );
            const { resources, ...simulation } = await simulated(stack);
            assert.deepEqual(mandatoryViolations({ resources, ...simulation }), []);
            const server = resources.find(({ type, name }) => /Deployment$/.test(type) && name.includes("detector"));
            assert.ok(server !== undefined);
        });
    }

    it("explains every choice of the file", () => {
        const lines = readFileSync(file("small"), "utf8").split("\n");
        const unexplained = lines.filter(
            (line, i) =>
                /^ {2}(aws|inference-platform):\w+:/.test(line) &&
                !/^ *#/.test(lines[i - 1] ?? "") &&
                !line.endsWith(":"),
        );
        assert.deepEqual(unexplained, []);
    });

    /** The command with somebody at the terminal who types these lines. */
    const typed = (lines: readonly string[], ...args: string[]) => {
        const stdin = Object.assign(Readable.from(lines.map((line) => `${line}\n`)), { isTTY: true });
        return captured((terminal) => {
            const stderr = { ...terminal.stderr, isTTY: true };
            return initCommand(args, { ...terminal, stderr }, folder.path, stdin);
        });
    };

    it("asks at a terminal for what is not given, again after a wrong answer, with a default for Enter", async () => {
        const { code, out, err } = await typed(
            ["", "0.0.0.0/0", "10.20.0.0/16", "eu-west-1", "", "tpu", "l4"],
            "asked",
            "--environment",
            "production",
        );
        assert.equal(code, ExitCode.Ok);
        assert.deepEqual(err.replaceAll(": ", ":\n").trimEnd().split("\n"), [
            "network that pulumi and kubectl connect from:",
            "your public address with /32, or a private network:",
            "  This has no default:",
            "answer with your network.",
            "network that pulumi and kubectl connect from:",
            "your public address with /32, or a private network:",
            "  Use an IPv4 network such as 203.0.113.7/32 or 10.20.0.0/16, /8 or smaller.",
            "network that pulumi and kubectl connect from:",
            "your public address with /32, or a private network:",
            "AWS region [us-west-2]:",
            "IAM role that administers the cluster [none]:",
            "GPU of the first models (t4, a10g, l4, none) [t4]:",
            "  Allowed choices are t4, a10g, l4, none.",
            "GPU of the first models (t4, a10g, l4, none) [t4]:",
        ]);
        assert.match(out, /^Pulumi\.asked\.yaml is written/);
        const flags = ["--from", "10.20.0.0/16", "--region", "eu-west-1", "--environment", "production"];
        await run("given", ...flags, "--accelerator", "l4");
        assert.equal(
            readFileSync(file("asked"), "utf8").replaceAll("asked", "given"),
            readFileSync(file("given"), "utf8"),
            "the same file as by flags",
        );
    });

    it("asks nothing with --yes, nor for a stack that has a file, and writes nothing when the answers end", async () => {
        assert.equal((await typed([], "unasked", "--from", "203.0.113.7/32", "--yes")).err, "");
        const missing = await typed([], "unasked-too", "--yes");
        assert.match(missing.err, /required option '--from <network>' not specified/);
        assert.deepEqual(await typed([], "unasked"), {
            code: ExitCode.InvalidInput,
            out: "",
            err: "Pulumi.unasked.yaml exists: name a new stack, or remove the file\n",
        });
        const ended = await typed(["203.0.113.7/32"], "ended");
        assert.equal(ended.code, ExitCode.InvalidInput);
        assert.match(ended.err, /\nthe input ended before the last answer: nothing is written\n$/);
        assert.ok(!existsSync(file("ended")));
    });

    it("never replaces a stack file", async () => {
        folder.write("Pulumi.taken.yaml", "config: {}");
        assert.deepEqual(await run("taken", "--from", "203.0.113.7/32"), {
            code: ExitCode.InvalidInput,
            out: "",
            err: "Pulumi.taken.yaml exists: name a new stack, or remove the file\n",
        });
        assert.equal(readFileSync(file("taken"), "utf8"), "config: {}");
    });

    it("asks for the one thing it cannot guess, and refuses what would open the API server", async () => {
        const missing = await run("fresh");
        assert.equal(missing.code, ExitCode.InvalidInput);
        assert.match(missing.err, /required option '--from <network>' not specified/);
        for (const from of ["0.0.0.0/0", "anywhere", "203.0.113.7"]) {
            const { code, err } = await run("fresh", "--from", from);
            assert.equal(code, ExitCode.InvalidInput, from);
            assert.match(err, /Use an IPv4 network such as 203\.0\.113\.7\/32/);
        }
        assert.equal((await run("Bad_Name", "--from", "203.0.113.7/32")).code, ExitCode.InvalidInput);
    });
});
