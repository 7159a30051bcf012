import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { workloadKinds } from "../../components/workloads/kinds";
import { loadProgram } from "../../simulation/in-process/program";
import { runProgram } from "../../simulation/in-process/run";
import { readStackConfig } from "../../simulation/stackFile";
import { temporaryFolder } from "../support/temporary";

const folder = path.join(__dirname, "faults");

/** Starts a line of the message that a file is expected to give. */
const expectedMark = "#! ";

/** Words of libraries, which tell a person who writes a stack file nothing. */
const foreignWords =
    /invalid (input|option|string)|expected|parseAllDocuments|received|unrecognized|\bundefined\b|\bNaN\b/i;

describe("a stack file that is wrong", () => {
    const temporary = temporaryFolder();

    async function message(name: string, text: string): Promise<string> {
        temporary.write(`Pulumi.${name}.yaml`, text);
        try {
            const config = readStackConfig(temporary.path, name, "inference-platform");
            await runProgram(loadProgram(), { stack: name, ...config, passOn: (cause) => cause instanceof Error });
        } catch (error) {
            return (error as Error).message;
        }
        return "no fault";
    }

    for (const file of readdirSync(folder).sort()) {
        const name = file.replace(/\.yaml$/, "");
        const lines = readFileSync(path.join(folder, file), "utf8").split("\n");
        const expected = lines
            .filter((line) => line.startsWith(expectedMark))
            .map((line) => line.slice(expectedMark.length).replace("<kinds>", Object.keys(workloadKinds).join(", ")));

        it(`gets every fault named: ${name.replaceAll("-", " ")}`, async () => {
            const actual = await message(name, lines.filter((line) => !line.startsWith(expectedMark)).join("\n"));
            assert.deepEqual(actual.split("\n"), expected);
            assert.doesNotMatch(actual, foreignWords);
            assert.doesNotMatch(actual, /hunter2|AKIA/i);
        });
    }
});
