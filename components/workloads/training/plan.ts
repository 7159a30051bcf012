import { modelsRoot } from "../../../config/serving/model";
import { parseMemory } from "../../../config/serving/quantity";
import { podFile } from "../../kubernetes/podFile";
import { type StackContext } from "../../serving/context";
import { handedOver, handoverScripts } from "../../serving/jobs/handover";
import { servedModels } from "../../serving/models/served";
import { type ObjectVolume } from "../../serving/pod/objectVolume";
import { type PodRelease, type ScratchFolder, type WorkloadPlan, workloadPlan } from "../../serving/pod/plan";
import { gangEnvironment, isGang } from "./gang";
import { type TrainingConfig } from "./schema";

export const trainingScript = "training-store.sh";

const dataPath = "/data";

/** Environment variables that the platform sets. */
export const fixedVariables: readonly string[] = [
    "HANDOVER",
    "JOB_COMPLETION_INDEX",
    "MLFLOW_TRACKING_URI",
    "MLFLOW_EXPERIMENT_NAME",
    "MLFLOW_RUN_ID",
];

/** Arguments that follow from keys of their own. */
export const fixedArguments: readonly string[] = [
    "epochs",
    "batch-size",
    "learning-rate",
    "model",
    "model-version",
    "data-path",
    "data-version",
    "output-path",
    "checkpoint-path",
];

export interface TrainingPlan extends WorkloadPlan {
    readonly releases: readonly [PodRelease];
    readonly output: ScratchFolder;
    readonly checkpoints: ScratchFolder;
    /** Prefix of the model in the models store; a version is a folder below it. */
    readonly modelPrefix: string;
    /** Prefix of the checkpoints in the `results` store; a run is a folder below it, or below that of its version. */
    readonly checkpointsPrefix: string;
    /** Room that both folders take on the node's disk, in MiB. */
    readonly localMiB: number;
}

export function trainingPlan(name: string, config: TrainingConfig, { inCluster }: StackContext): TrainingPlan {
    const { model, version } = config.output;
    const output = { name: "output", mountPath: "/output", size: config.output.size };
    const checkpoints = { name: "checkpoints", mountPath: "/checkpoints", size: config.checkpoints.size };
    const modelPrefix = `${modelsRoot}${model}/`;
    const checkpointsPrefix = `checkpoints/${name}/${model}/${version === undefined ? "" : `${version}/`}`;
    const gang = isGang(config) ? gangEnvironment({ name, namespace: config.namespace }, config) : undefined;
    const release: PodRelease = {
        name,
        version: config.version,
        image: config.image,
        models: servedModels(config.models),
        program: handedOver({
            command: config.command,
            args: [...programArguments(config, output, checkpoints), ...config.args],
            ...(gang !== undefined && { fromLabels: gang.fromLabels }),
            env: { ...config.env, ...gang?.env, ...mlflowEnv(name, config, inCluster.experiments?.trackingUrl) },
            graceSeconds: config.graceSeconds,
            scratch: [checkpoints, output],
        }),
        files: [handoverScripts({ [trainingScript]: podFile(__dirname, trainingScript) })],
    };
    const releases = [release] as const;
    const access = [
        ...(version === undefined ? [model] : publishedVersions(config)).map(
            (folder) => ({ kind: "add-objects", store: "models", prefix: `${modelsRoot}${folder}/` }) as const,
        ),
        { kind: "write-objects", store: "results", prefix: checkpointsPrefix } as const,
        { kind: "read-objects", store: "data", prefix: dataPrefix(config) } as const,
    ];
    return {
        ...workloadPlan(name, config, releases, { access }),
        releases,
        output,
        checkpoints,
        modelPrefix,
        checkpointsPrefix,
        localMiB: [output, checkpoints].reduce((sum, { size }) => sum + (parseMemory(size) ?? 0), 0),
    };
}

/** What the runs publish, each as `model/version`; empty where their time numbers them. */
export function publishedVersions({ output, completions }: Pick<TrainingConfig, "output" | "completions">): string[] {
    const { model, version } = output;
    return version === undefined ? [] : Array.from({ length: completions }, (_, run) => `${model}/${version + run}`);
}

/** The training data as files. */
export function dataVolume(plan: TrainingPlan, config: TrainingConfig): ObjectVolume {
    return {
        workload: plan,
        name: "data",
        store: "data",
        prefix: dataPrefix(config),
        cacheSize: config.data.cacheSize,
        mountPath: dataPath,
    };
}

function dataPrefix({ data }: TrainingConfig): string {
    return data.version === undefined ? data.path : `${data.path}${data.version}/`;
}

function programArguments(config: TrainingConfig, output: ScratchFolder, checkpoints: ScratchFolder): string[] {
    const named: readonly (readonly [name: string, value: string | number | boolean | undefined])[] = [
        ["epochs", config.epochs],
        ["batch-size", config.batchSize],
        ["learning-rate", config.learningRate],
        ["model", config.output.model],
        ["model-version", config.output.version],
        ["data-path", dataPath],
        ["data-version", config.data.version],
        ["output-path", output.mountPath],
        ["checkpoint-path", checkpoints.mountPath],
        ...Object.entries(config.parameters),
    ];
    return named.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
}

function mlflowEnv(
    name: string,
    { mlflow }: TrainingConfig,
    trackingUrl: string | undefined,
): Readonly<Record<string, string>> {
    if (mlflow === undefined || trackingUrl === undefined) {
        return {};
    }
    return {
        MLFLOW_TRACKING_URI: trackingUrl,
        MLFLOW_EXPERIMENT_NAME: mlflow.experiment ?? name,
        ...(mlflow.runId !== undefined && { MLFLOW_RUN_ID: mlflow.runId }),
    };
}
