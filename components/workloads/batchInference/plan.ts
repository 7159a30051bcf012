import { parseMemory } from "../../../config/serving/quantity";
import { podFile } from "../../kubernetes/podFile";
import { handedOver, handover, handoverScripts } from "../../serving/jobs/handover";
import { servedModels } from "../../serving/models/served";
import { type ObjectVolume } from "../../serving/pod/objectVolume";
import { type PodRelease, type ScratchFolder, type WorkloadPlan, workloadPlan } from "../../serving/pod/plan";
import { type BatchInferenceConfig } from "./schema";

export const batchScript = "batch-store.sh";

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
        files: [handoverScripts({ [batchScript]: podFile(__dirname, batchScript) })],
    };
    const releases = [release] as const;
    const access = [
        { kind: "read-objects", store: "data", prefix: config.input.path },
        { kind: "add-objects", store: "results", prefix: config.output.path },
    ] as const;
    return {
        ...workloadPlan(name, config, releases, { access }),
        releases,
        output,
        localMiB: parseMemory(output.size) ?? 0,
    };
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
