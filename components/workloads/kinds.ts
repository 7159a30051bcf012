import { batchInference } from "./batchInference";
import { edgeInference } from "./edgeInference";
import { inferenceService } from "./inferenceService";
import { type CreatableKind } from "./kind";
import { loadTest } from "./loadTest";
import { modelBackup } from "./modelBackup";
import { tensorflowServing } from "./tensorflowServing";
import { training } from "./training";

/** Every kind that a stack file can list under `workloads`: one file each, and a row here. */
export const workloadKinds: Readonly<Record<string, CreatableKind>> = {
    [tensorflowServing.kind]: tensorflowServing,
    [inferenceService.kind]: inferenceService,
    [training.kind]: training,
    [batchInference.kind]: batchInference,
    [modelBackup.kind]: modelBackup,
    [edgeInference.kind]: edgeInference,
    [loadTest.kind]: loadTest,
};
