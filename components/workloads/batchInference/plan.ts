import { parseMemory } from "../../../config/serving/quantity";
import { podFile } from "../../kubernetes/podFile";
import { handedOver, handover, handoverScripts } from "../../serving/jobs/handover";
import { servedModels } from "../../serving/models/served";
import { type ObjectVolume } from "../../serving/pod/objectVolume";
import { type PodRelease, type ScratchFolder, type WorkloadPlan, workloadPlan } from "../../serving/pod/plan";
import { type BatchInferenceConfig } from "./schema";

/** The scripts with the client of the stores: of runs on a schedule, and of runs that messages start. */
export const batchScript = "batch-store.sh";
export const queueScript = "queue-store.sh";
const resultsScript = "results.sh";

const inputPath = "/input";

/** Environment variables that the platform sets. */
export const fixedVariables: readonly string[] = ["BATCH_SIZE", "HANDOVER", "JOB_COMPLETION_INDEX"];

export interface BatchPlan extends WorkloadPlan {
    readonly releases: readonly [PodRelease];
    readonly output: ScratchFolder;
    /** Room for results on the node's disk, in MiB. */
    readonly localMiB: number;
}

export function batchPlan(name: string, config: BatchInferenceConfig): BatchPlan {
    const output = { name: "output", mountPath: "/output", size: config.output.size };
    const release: PodRelease = {
        name,
        version: config.version,
        image: config.image,
        models: servedModels(config.models),
        program: handedOver({
            command: config.command,
            args: [
                `--input-path=${inputPath}`,
                `--input-list=${handover.mountPath}/inputs`,
                `--output-path=${output.mountPath}`,
                ...config.args,
            ],
            env: { ...config.env, BATCH_SIZE: String(config.batchSize) },
            graceSeconds: config.graceSeconds,
            scratch: [output],
        }),
        files: [handoverScripts(scripts(config))],
    };
    const releases = [release] as const;
    const access = [
        { kind: "read-objects", store: "data", prefix: config.input.path },
        { kind: "add-objects", store: "results", prefix: config.output.path },
    ] as const;
    const queues = config.queue === undefined ? [] : [{ url: config.queue.url, use: "receive" } as const];
    return {
        ...workloadPlan(name, config, releases, { access, queues }),
        releases,
        output,
        localMiB: parseMemory(output.size) ?? 0,
    };
}

function scripts({ queue }: BatchInferenceConfig): Readonly<Record<string, string>> {
    const names = [queue === undefined ? batchScript : queueScript, resultsScript];
    return Object.fromEntries(names.map((file) => [file, podFile(__dirname, file)]));
}

/** The inputs as files. */
export function inputVolume(plan: BatchPlan, { input }: BatchInferenceConfig): ObjectVolume {
    return {
        workload: plan,
        name: "input",
        store: "data",
        prefix: input.path,
        cacheSize: input.cacheSize,
        mountPath: inputPath,
    };
}
