import { S3Client } from "@aws-sdk/client-s3";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { type z } from "zod";
import { ConfigError } from "../../config/fault";
import { modelName, modelsRoot } from "../../config/serving/model";
import { StackFileError } from "../../simulation/stackFile";
import { bucketFromOutputs, destinationOf } from "./destination";
import { digestFile, type DigestedFile } from "./digest";
import { listFiles, manifestDigest, manifestText } from "./manifest";
import { Progress, sizeText } from "./progress";
import { publish } from "./publish";
import { type ExitCode, exitCodes, PublishError } from "./publishError";

/** Where a run reads and writes; the command line passes the process's own. */
export interface Surroundings {
    /** Folder of the stack files. */
    readonly folder: string;
    readonly out: { write(text: string): unknown };
    /** Progress and errors. */
    readonly log: { readonly isTTY?: boolean; write(text: string): unknown };
}

interface Options {
    readonly dryRun: boolean;
    readonly bucket?: string;
    readonly endpoint?: string;
}

/** Runs the command and returns its exit code; no fault of the user shows a stack trace. */
export async function run(args: readonly string[], around: Surroundings): Promise<ExitCode> {
    let code: ExitCode = exitCodes.done;
    const command = commandFor(around, async (...input) => {
        await publishVersion(around, ...input);
    });
    try {
        await command.parseAsync([...args], { from: "user" });
    } catch (error) {
        code = report(error, around);
    }
    return code;
}

function commandFor(
    { out, log }: Surroundings,
    action: (stack: string, model: string, version: number, folder: string, options: Options) => Promise<void>,
): Command {
    return new Command("publish-model")
        .description("Puts a version of a model into a stack's model store, with the digests of its files.")
        .argument("<stack>", "stack whose models bucket receives the version")
        .argument("<model>", "name of the model", parsedBy(modelName))
        .argument("<version>", "number of the version, from 1", parseVersion)
        .argument("<dir>", "folder with the version's files")
        .option("--dry-run", "show what would be published; needs no account", false)
        .option("--bucket <name>", "bucket to publish to (default: the stack's own)")
        .option("--endpoint <url>", "S3 endpoint other than AWS's, for stores that speak its protocol")
        .exitOverride()
        .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => log.write(text) })
        .action(action);
}

async function publishVersion(
    { folder, out, log }: Surroundings,
    stack: string,
    model: string,
    version: number,
    dir: string,
    options: Options,
): Promise<void> {
    const destination = destinationOf(folder, stack);
    const prefix = `${modelsRoot}${model}/${version}/`;
    const files: DigestedFile[] = [];
    for (const file of await listFiles(dir)) {
        files.push(await digestFile(file));
    }
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const size = `${files.length === 1 ? "1 file" : `${files.length} files`}, ${sizeText(bytes)}`;
    const advice = stackFileAdvice(stack, model, version, manifestDigest(manifestText(files)));
    const named = options.bucket ?? destination.bucket;
    if (options.dryRun) {
        const list = files.map((file) => `  ${file.sha256}  ${file.path}  ${sizeText(file.bytes)}`);
        const place = named ?? `the models bucket of stack ${stack}`;
        out.write([`Would publish ${size} to ${prefix} in ${place}:`, ...list, "", advice, ""].join("\n"));
        return;
    }
    // The SDK in the lock file runs on this Node; what its later versions need is no concern of who publishes a model.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    const bucket = named ?? (await bucketFromOutputs(folder, stack, destination.region));
    const client = new S3Client({
        region: destination.region,
        ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
    });
    const progress = new Progress(bytes, log);
    try {
        await publish(client, { bucket, prefix, files }, (arrived) => progress.add(arrived));
    } finally {
        progress.end();
        client.destroy();
    }
    out.write([`Published ${size} to ${prefix} in ${bucket}.`, "", advice, ""].join("\n"));
}

/** What to write into the stack file, ready to paste. */
export function stackFileAdvice(stack: string, model: string, version: number, digest: string): string {
    return [
        `To serve it, put this into a workload of Pulumi.${stack}.yaml:`,
        "",
        "      models:",
        `        ${model}:`,
        `          versions: [${version}]`,
        `          digests: { "${version}": "${digest}" }`,
    ].join("\n");
}

function parseVersion(text: string): number {
    if (!/^[1-9]\d{0,8}$/.test(text)) {
        throw new InvalidArgumentError("must be a whole number from 1.");
    }
    return Number(text);
}

function parsedBy(schema: z.ZodType<string>): (text: string) => string {
    return (text) => {
        const parsed = schema.safeParse(text);
        if (!parsed.success) {
            throw new InvalidArgumentError(`${parsed.error.issues.map((issue) => issue.message).join(", ")}.`);
        }
        return parsed.data;
    };
}

function report(error: unknown, { log }: Surroundings): ExitCode {
    if (error instanceof CommanderError) {
        // Commander has already written what is wrong; `--help` is no fault.
        return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
    }
    const message = error instanceof Error ? error.message : String(error);
    log.write(`publish-model: ${message}\n`);
    if (error instanceof PublishError) {
        return error.exitCode;
    }
    return error instanceof StackFileError || error instanceof ConfigError ? exitCodes.wrongInput : exitCodes.failed;
}
