import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { stringify } from "yaml";
import { parsePulumiYaml, YamlError } from "../../simulation/pulumiYaml";
import { ENCRYPTED_PLACEHOLDER, readStackConfig } from "../../simulation/stackFile";
import { temporaryFolder } from "../support/temporary";
import { settings } from "./settings";
import { ensureTool } from "./tools";

const run = promisify(execFile);
const project = "ours";

/** Plain scalars on which readers of YAML disagree, and what surrounds them in a file. */
const scalar = fc.oneof(
    fc.constantFrom(
        "0777",
        "0o17",
        "0b11",
        "012345678901",
        "08",
        "1_000",
        "-0x1F",
        "+.5",
        "1.",
        "1e3",
        "1e-9",
        "1e999",
        ".5e999",
    ),
    fc.constantFrom(
        "yes",
        "off",
        "TRUE",
        "tRUE",
        "~",
        "Null",
        "",
        "<<",
        "1:30",
        "1.36",
        "10.0.0.0/16",
        "'0777'",
        '"<&>"',
    ),
    fc.integer().map(String),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
    fc.stringMatching(/^[-+.]?[0-9a-fxob_]{1,6}([.e][0-9_]{0,3})?$/),
    fc.string({ unit: "grapheme" }).map((text) => JSON.stringify(text)),
);
const key = fc.oneof(fc.stringMatching(/^[a-z]{1,5}$/), fc.constantFrom("1", "0777", "true", "1.50"));
const value = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        scalar,
        fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(", ")}]`),
        fc
            .uniqueArray(fc.tuple(key, tie("value")), { maxLength: 4, selector: ([name]) => name })
            .map((entries) => `{ ${entries.map(([name, inner]) => `${name}: ${inner}`).join(", ")} }`),
        tie("value").map((inner) => `{ <<: *base, own: ${inner} }`),
    ),
})).value;

interface CliValue {
    readonly value?: string;
    readonly secret: boolean;
}

describe("Reading stack files as the Pulumi CLI does", () => {
    const folder = temporaryFolder();
    let pulumi = "";

    before(async function () {
        this.timeout(0);
        if (settings().existingContext !== undefined) {
            this.skip();
        }
        pulumi = await ensureTool("pulumi");
        folder.write("Pulumi.yaml", `name: ${project}\nruntime: nodejs\n`);
        await cli("stack", "init", "dev", "--no-select");
    });

    async function cli(...args: string[]): Promise<string> {
        const { stdout } = await run(pulumi, [...args, "--non-interactive"], {
            cwd: folder.path,
            maxBuffer: 64 * 1024 * 1024,
            env: {
                PATH: process.env.PATH,
                HOME: folder.path,
                PULUMI_HOME: path.join(folder.path, ".pulumi"),
                PULUMI_BACKEND_URL: `file://${folder.path}`,
                PULUMI_CONFIG_PASSPHRASE: "parity",
                PULUMI_SKIP_UPDATE_CHECK: "true",
            },
        });
        return stdout;
    }

    async function readByCli(): Promise<Record<string, CliValue>> {
        return JSON.parse(await cli("config", "--json", "--show-secrets", "--stack", "dev")) as Record<
            string,
            CliValue
        >;
    }

    /** JSON on both sides is compared as values: the CLI sorts keys and escapes more characters. */
    function comparable(text: string | undefined): unknown {
        try {
            return JSON.parse(text ?? "") as unknown;
        } catch {
            return text ?? "";
        }
    }

    it("hands the program the same values, whatever a file writes", async function () {
        this.timeout(10 * 60 * 1000);
        const files = fc.array(value, { minLength: 300, maxLength: 300 });
        const property = fc.asyncProperty(files, async (values) => {
            const accepted = values.filter((text) => isAccepted(`base: &base { x: 1, own: 2 }\nvalue: ${text}`));
            assert.ok(accepted.length > 200, `only ${accepted.length} of ${values.length} values are read`);
            const lines = accepted.map((text, i) => `  ${i % 2 === 0 ? "" : `${project}:`}k${i}: ${text}`);
            folder.write("Pulumi.dev.yaml", ["config:", "  base: &base { x: 1, own: 2 }", ...lines].join("\n"));
            const theirs = await readByCli();
            const { config } = readStackConfig(folder.path, "dev", project);
            assert.deepEqual(Object.keys(config).sort(), Object.keys(theirs).sort());
            for (const [name, text] of Object.entries(config)) {
                assert.deepEqual(comparable(text), comparable(theirs[name]?.value), name);
            }
        });
        await fc.assert(property, {
            numRuns: 8,
            endOnFailure: true,
            ...(settings().seed !== undefined && { seed: settings().seed }),
        });
    });

    it("recognizes what the CLI encrypted", async () => {
        folder.write("Pulumi.dev.yaml", stringify({ config: { "other:plain": "x" } }));
        await cli("config", "set", "--secret", "other:token", "hush", "--stack", "dev");
        await cli("config", "set", "--secret", "--path", "other:nested.token", "hush", "--stack", "dev");
        const theirs = await readByCli();
        const { config, secretKeys } = readStackConfig(folder.path, "dev", project);
        const encrypted = Object.keys(theirs).filter((name) => theirs[name]?.secret === true);
        assert.deepEqual([...secretKeys].sort(), encrypted.sort());
        assert.deepEqual(encrypted.sort(), ["other:nested", "other:token"]);
        assert.equal(config["other:token"], ENCRYPTED_PLACEHOLDER);
    });
});

function isAccepted(text: string): boolean {
    try {
        parsePulumiYaml(text);
        return true;
    } catch (error) {
        if (error instanceof YamlError) {
            return false;
        }
        throw error;
    }
}
