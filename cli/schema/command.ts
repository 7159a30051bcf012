import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { addonSchemas } from "../../components/addons/definitions";
import { workloadKinds } from "../../components/workloads/kinds";
import { stackFileJsonSchema } from "../../config/jsonSchema";
import { newCommand, parseArguments } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { type Terminal } from "../shared/terminal";

/** `npm run schema -- [--out FILE]`: the JSON Schema of a stack file, for editors. */
export function schemaCommand(args: readonly string[], { stdout, stderr }: Terminal): Promise<ExitCode> {
    const parser = newCommand({
        name: "schema",
        usage: "[options]",
        description: "Prints the JSON Schema of a stack file: editors complete and check Pulumi.<stack>.yaml with it.",
        examples: [
            ["", "print the schema"],
            ["--out .vscode/stack.schema.json", "write it where an editor finds it"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the schema is written",
            [ExitCode.InvalidInput]: "usage error",
            [ExitCode.Failed]: "the file cannot be written",
        },
    }).option("--out <file>", "write the schema into this file");
    const ended = parseArguments(parser, args, { stdout, stderr });
    if (ended !== undefined) {
        return Promise.resolve(ended);
    }
    const text = `${JSON.stringify(stackFileJsonSchema(workloadKinds, addonSchemas), null, 2)}\n`;
    const { out } = parser.opts<{ out?: string }>();
    if (out === undefined) {
        stdout.write(text);
        return Promise.resolve(ExitCode.Ok);
    }
    try {
        mkdirSync(path.dirname(path.resolve(out)), { recursive: true });
        writeFileSync(out, text);
    } catch (error) {
        stderr.write(`--out ${out}: the file cannot be written: ${(error as Error).message}\n`);
        return Promise.resolve(ExitCode.Failed);
    }
    return Promise.resolve(ExitCode.Ok);
}
