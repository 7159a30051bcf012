import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Command } from "commander";
import { didYouMean } from "../../config/fault";
import { loadProgram } from "../../simulation/in-process/program";
import { PROJECT } from "../../simulation/in-process/run";
import { simulate, type ShownResource, type Simulation } from "../../simulation/in-process/simulate";
import { isManifest, type OutputFile } from "../../simulation/output/manifests";
import { readStackConfig } from "../../simulation/stackFile";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { CommandError, reportFailure } from "../shared/failure";
import { type Terminal } from "../shared/terminal";
import { chartFiles } from "./chart";

interface Options {
    readonly out?: string;
    readonly verbose?: true;
}

function command(): Command {
    return newCommand({
        name: "chart",
        usage: "<stack> <workload> [options]",
        description: "Writes a Helm chart of one workload, whose default values render the objects of the stack.",
        examples: [
            ["prod ai-inference-app", "a chart for a team that deploys with Helm"],
            ["prod ai-inference-app --out charts/app", "in a folder of your own"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the chart is written",
            [ExitCode.InvalidInput]:
                "usage error, the stack file is wrong or has no such workload, or the folder has files",
            [ExitCode.Failed]: "anything else",
        },
    })
        .argument("<stack>", "a stack with a file Pulumi.<stack>.yaml")
        .argument("<workload>", "a workload of the stack")
        .option("--out <folder>", "new or empty folder for the chart (default: out/charts/<workload>)")
        .option("--verbose", "show stack traces");
}

/** `npm run chart -- <arguments>`. */
export async function chartCommand(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
    const { stdout } = terminal;
    const parser = command();
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [stack, workload] = parser.processedArgs as [string, string];
    const { out = path.join("out", "charts", workload), verbose } = parser.opts<Options>();
    try {
        refuseFiles(out);
        const config = readStackConfig(projectFolder, stack, PROJECT, []);
        const simulation = await simulate(loadProgram(), { stack, ...config });
        const files = chartFiles({
            name: workload,
            stack,
            modelsBucket: modelsBucketOf(simulation),
            objects: objectsOf(simulation, workload),
        });
        write(out, files);
        stdout.write(`Wrote ${files.length} files to ${out}: helm template ${workload} ${out}\n`);
        return ExitCode.Ok;
    } catch (error) {
        return reportFailure(error, terminal, verbose === true);
    }
}

/** Components that hold the objects of one workload. */
const workloadTypes: readonly string[] = [
    "inference-platform:serving:ServingWorkload",
    "inference-platform:serving:PodWorkload",
];

/** The objects that the program makes for a workload. */
function objectsOf({ stack, resources, manifests }: Simulation, workload: string) {
    const parents = new Map(resources.map((resource) => [resource.urn, resource]));
    const workloads = resources.filter(({ type }) => workloadTypes.includes(type));
    const component = workloads.find(({ name }) => name === workload);
    const objects = manifests.filter((manifest) => isManifest(manifest) && isBelow(manifest.urn, component, parents));
    if (component === undefined || objects.length === 0) {
        const names = workloads.map(({ name }) => name);
        throw new CommandError(
            `Pulumi.${stack}.yaml has no workload "${workload}": use one of ${names.join(", ")}${didYouMean(workload, names)}`,
            ExitCode.InvalidInput,
        );
    }
    return objects.map(({ path: file, object }) => ({ file: path.posix.basename(file), object }));
}

function isBelow(
    urn: string,
    component: ShownResource | undefined,
    resources: ReadonlyMap<string, ShownResource>,
): boolean {
    for (let at = resources.get(urn); at?.parent !== undefined; at = resources.get(at.parent)) {
        if (at.parent === component?.urn) {
            return true;
        }
    }
    return false;
}

function modelsBucketOf({ resources, manifests }: Simulation): string {
    const versions = manifests.filter(({ object }) => object.kind === "ModelVersion");
    const [uri] = versions.map(({ object }) => (object.spec as { readonly uri: string }).uri);
    const named = uri?.split("/")[2];
    const made = resources.find(({ type, name }) => type === "aws:s3/bucket:Bucket" && name === "models");
    return named ?? (made?.inputs.bucket as string);
}

function refuseFiles(folder: string): void {
    let entries: readonly string[] = [];
    try {
        entries = readdirSync(folder);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
            throw new CommandError(`--out ${folder}: ${(error as Error).message}`, ExitCode.InvalidInput);
        }
    }
    if (entries.length > 0) {
        throw new CommandError(
            `--out ${folder}: the folder has files (${entries[0]}): name a new or an empty folder`,
            ExitCode.InvalidInput,
        );
    }
}

function write(folder: string, files: readonly OutputFile[]): void {
    for (const { path: file, text } of files) {
        const full = path.join(folder, file);
        mkdirSync(path.dirname(full), { recursive: true });
        writeFileSync(full, text);
    }
}
