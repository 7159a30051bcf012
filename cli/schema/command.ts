import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { addonSchemas } from "../../components/addons/definitions";
import { workloadKinds } from "../../components/workloads/kinds";
import { stackFileJsonSchema } from "../../config/jsonSchema";
import { ExitCode } from "../shared/exitCodes";
import { parseArguments } from "../shared/parseArguments";
import { type Terminal } from "../shared/terminal";

/** `npm run schema -- [--out FILE]`: the JSON Schema of a stack file, for editors. */
export function schemaCommand(args: readonly string[], { stdout, stderr }: Terminal): Promise<ExitCode> {
    const parser = new Command("schema")
        .description("Prints the JSON Schema of a stack file: editors complete and check Pulumi.<stack>.yaml with it.")
        .option("--out <file>", "write it into this file instead");
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
