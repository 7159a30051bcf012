import { S3Client } from "@aws-sdk/client-s3";
import { type Command, InvalidArgumentError } from "commander";
import { type z } from "zod";
import { modelName, modelsRoot, modelVersion, modelVersionRule } from "../../config/serving/model";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { CommandError, reportFailure } from "../shared/failure";
import { type Terminal } from "../shared/terminal";
import { clusterStore } from "./clusterStore";
import { bucketFromOutputs, destinationOf } from "./destination";
import { digestFile, type DigestedFile } from "./digest";
import { listFiles, manifestDigest, manifestText } from "./manifest";
import { Web } from "./from/web";
import { type VersionFolder, withFiles } from "./from/versionFolder";
import { publish } from "./publish";
import { checkSavedModel } from "./savedModel";
import { notServedWarning, type ServedModel } from "./servedModels";
import { sizeText, UploadProgress } from "./uploadProgress";
import { checkWarmUp } from "./warmUp";

interface Options {
    readonly dryRun?: true;
    readonly bucket?: string;
    readonly endpoint?: string;
    readonly framework?: string;
    readonly verbose?: true;
    readonly from?: string;
    readonly digest?: string;
    readonly path?: string;
}

/** One version of a model to publish. */
interface Request {
    readonly stack: string;
    readonly model: string;
    readonly version: number;
    /** Folder with the version's files. Absent: they come from `--from`. */
    readonly folder?: string;
}

function command(): Command {
    return newCommand({
        name: "publish-model",
        usage: "<stack> <model> <version> [folder] [options]",
        description: "Uploads a version of a model to a stack's model store, with its digests.",
        examples: [
            ["prod object-detection 4 ./export/4", "publish version 4"],
            ["prod ranker 1 --from hf://team/ranker@<commit>", "copy a public version into the bucket"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the version is published",
            [ExitCode.Rejected]: "the bucket has another upload of it",
            [ExitCode.InvalidInput]: "usage error, or the stack file, folder or source is wrong",
            [ExitCode.Failed]: "anything else",
        },
    })
        .argument("<stack>", "stack whose models bucket receives the version")
        .argument("<model>", "name of the model", parsedBy(modelName))
        .argument("<version>", "number of the version, from 1", parseVersion)
        .argument("[folder]", "folder with the version's files; not with --from")
        .option(
            "--from <source>",
            "public source: an https:// archive, hf://OWNER/NAME@COMMIT, oci://REGISTRY/NAME@sha256:HEX",
        )
        .option("--digest <digest>", "SHA-256 of the archive that --from names, as sha256:HEX")
        .option("--path <folder>", "folder of the source to publish (default: all of it)")
        .option("--dry-run", "show what would be published; needs no account")
        .option("--bucket <name>", "bucket to publish to (default: the stack's own)")
        .option("--endpoint <url>", "endpoint of an S3-compatible store other than AWS")
        .option("--framework <name>", "framework if no workload loads it (default: tensorflow)")
        .option("--verbose", "show stack traces");
}

/**
 * `npm run publish-model -- <arguments>`.
 *
 * @param folder folder of the stack files
 * @param web how public sources are reached
 */
export async function publishModelCommand(
    args: readonly string[],
    terminal: Terminal,
    folder: string = projectFolder,
    web: Web = new Web(),
): Promise<ExitCode> {
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [stack, model, version, local] = parser.processedArgs as [string, string, number, string | undefined];
    const options = parser.opts<Options>();
    try {
        const request = { stack, model, version, ...(local !== undefined && { folder: local }) };
        await withFiles(request, options, { terminal, web }, (files) =>
            publishVersion(request, files, options, folder, terminal),
        );
        return ExitCode.Ok;
    } catch (error) {
        return reportFailure(error, terminal, options.verbose === true);
    }
}

async function publishVersion(
    { stack, model, version }: Request,
    source: VersionFolder,
    options: Options,
    folder: string,
    { stdout, stderr }: Terminal,
): Promise<void> {
    const destination = destinationOf(folder, stack);
    if (destination.readOnly && options.bucket === undefined) {
        throw new CommandError(
            `"modelStore.existing.readOnly" of Pulumi.${stack}.yaml is true: models reach this bucket by replication. ` +
                "Publish to the stack that replicates it; if its region is lost, set readOnly to false first.",
            ExitCode.InvalidInput,
        );
    }
    const prefix = `${modelsRoot}${model}/${version}/`;
    const listed = await listFiles(source.folder, source.shown);
    if (isTensorflow(destination.served, model, options.framework)) {
        checkSavedModel(source.shown, listed, source.publishAs);
        checkWarmUp(source.folder, listed, source.shown);
    }
    const warning = notServedWarning(stack, model, destination.served);
    if (warning !== undefined) {
        stderr.write(`${warning}\n`);
    }
    const files: DigestedFile[] = [];
    for (const file of listed) {
        files.push(await digestFile(file));
    }
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const size = `${files.length === 1 ? "1 file" : `${files.length} files`}, ${sizeText(bytes)}`;
    const advice = stackFileAdvice(stack, model, version, manifestDigest(manifestText(files)));
    const named = options.bucket ?? destination.bucket;
    if (options.dryRun === true) {
        const list = files.map((file) => `  ${file.sha256}  ${file.path}  ${sizeText(file.bytes)}`);
        const place = named ?? `the models bucket of stack ${stack}`;
        stdout.write([`Would publish ${size} to ${prefix} in ${place}:`, ...list, "", advice, ""].join("\n"));
        return;
    }
    // The locked version of the SDK runs on this Node; a warning about its later versions does not concern the user.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
    const bucket = named ?? (await bucketFromOutputs(folder, stack, destination.region));
    const inCluster =
        destination.cluster !== undefined && options.endpoint === undefined
            ? await clusterStore(destination.cluster)
            : undefined;
    const endpoint = options.endpoint ?? inCluster?.endpoint ?? destination.endpoint;
    const client = new S3Client({
        region: destination.region,
        ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
        ...(inCluster !== undefined && { credentials: inCluster.credentials }),
    });
    const progress = new UploadProgress(bytes, stderr);
    try {
        await publish(client, { bucket, prefix, files }, (arrived) => progress.add(arrived));
    } finally {
        progress.end();
        client.destroy();
        inCluster?.close();
    }
    stdout.write([`Published ${size} to ${prefix} in ${bucket}.`, "", advice, ""].join("\n"));
}

/** The lines of the stack file that serve the version, ready to paste. */
function stackFileAdvice(stack: string, model: string, version: number, digest: string): string {
    return [
        `To serve it, add this to a workload in Pulumi.${stack}.yaml:`,
        "",
        "      models:",
        `        ${model}:`,
        `          versions: [${version}]`,
        `          digests: { "${version}": "${digest}" }`,
    ].join("\n");
}

/** Whether TensorFlow Serving loads the model. Where no workload loads it, the framework decides, as in a stack file. */
function isTensorflow(served: readonly ServedModel[], model: string, framework = "tensorflow"): boolean {
    const kinds = served.filter(({ prefix }) => prefix === `${modelsRoot}${model}/`).map(({ kind }) => kind);
    return kinds.length === 0 ? framework === "tensorflow" : kinds.includes("tensorflow-serving");
}

/** `Number` alone would accept `1e9` and `007` too. */
function parseVersion(text: string): number {
    const parsed = modelVersion.safeParse(/^[1-9]\d*$/.test(text) ? Number(text) : undefined);
    if (!parsed.success) {
        throw new InvalidArgumentError(`${modelVersionRule}.`);
    }
    return parsed.data;
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
