import { z } from "zod";
import { cronShape, replacedPods, runSeconds } from "../../../config/serving/job";
import { workloadNamespace } from "../../../config/namespaces";
import { resourcesSchema } from "../../../config/serving/resources";

export const kind = "model-backup";

export const schema = z.strictObject({
    kind: z.literal(kind).describe("A dated, verified copy of every published model, and a template that restores."),
    namespace: workloadNamespace.default("ml-production").describe("Namespace the pods run in."),
    ...cronShape("0 2 * * *"),
    resources: resourcesSchema({ cpu: "500m", memory: "512Mi", cpuLimit: "2", memoryLimit: "1Gi" }).describe(
        "CPU and memory of the program's container.",
    ),
    backoffLimit: replacedPods.describe(
        "Failed pods of one run that are replaced before the run has failed; a replacement goes on where the other stopped.",
    ),
    deadlineSeconds: runSeconds.default(43_200).describe("Seconds that a run may take."),
});
export type ModelBackupConfig = Readonly<z.output<typeof schema>>;
