import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { type Terminal } from "../shared/terminal";
import { jsonSchemaText, type SchemaFile, schemaFiles } from "./files";

interface Options {
    readonly out?: string;
    readonly update?: true;
}

/** `npm run schema -- [--out FILE | --update]`: the JSON Schema of a stack file, for editors. */
export function schemaCommand(args: readonly string[], { stdout, stderr }: Terminal): Promise<ExitCode> {
    const parser = newCommand({
        name: "schema",
        usage: "[options]",
        description: "Prints the JSON Schema of a stack file: editors complete and check Pulumi.<stack>.yaml with it.",
        examples: [
            ["", "print the schema"],
            ["--update", "after a change of a key: write the schema and the reference again"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the schema is written",
            [ExitCode.InvalidInput]: "usage error",
            [ExitCode.Failed]: "the file cannot be written",
        },
    })
        .option("--out <file>", "write the schema into this file")
        .option("--update", "write schema/stack.schema.json and docs/reference/stack-file.md");
    const ended = parseArguments(parser, args, { stdout, stderr });
    if (ended !== undefined) {
        return Promise.resolve(ended);
    }
    const { out, update } = parser.opts<Options>();
    const files = [
        ...(update === true
            ? schemaFiles().map((file) => ({ ...file, path: path.join(projectFolder, file.path) }))
            : []),
        ...(out === undefined ? [] : [{ path: out, text: jsonSchemaText() }]),
    ];
    if (files.length === 0) {
        stdout.write(jsonSchemaText());
        return Promise.resolve(ExitCode.Ok);
    }
    for (const file of files) {
        try {
            write(file);
        } catch (error) {
            stderr.write(`${file.path}: the file cannot be written: ${(error as Error).message}\n`);
            return Promise.resolve(ExitCode.Failed);
        }
    }
    return Promise.resolve(ExitCode.Ok);
}

function write(file: SchemaFile): void {
    mkdirSync(path.dirname(path.resolve(file.path)), { recursive: true });
    writeFileSync(file.path, file.text);
}
