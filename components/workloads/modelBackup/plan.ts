import { modelsRoot } from "../../../config/serving/model";
import { type PodConfig, podWithout } from "../../../config/serving/pod";
import { type ServingTopic } from "../../../config/serving/topic";
import { podFile } from "../../kubernetes/podFile";
import { type Access } from "../../platform";
import { scriptPath, scripts } from "../../serving/jobs/scripts";
import { type PodRelease, type WorkloadPlan, workloadPlan } from "../../serving/pod/plan";
import { kind, type ModelBackupConfig } from "./schema";

/** Where backups are in the `backups` store, a folder per date. */
export const backupsPrefix = "models/";
export const modelsPrefix = modelsRoot;

const script = "backup-models.sh";

/** What a run does, and what its identity may do for that: neither deletes anything. */
const commands = {
    backup: [
        { kind: "read-objects", store: "models", prefix: modelsPrefix },
        { kind: "add-objects", store: "backups", prefix: backupsPrefix },
    ],
    restore: [
        { kind: "read-objects", store: "backups", prefix: backupsPrefix },
        { kind: "add-objects", store: "models", prefix: modelsPrefix },
    ],
} as const satisfies Readonly<Record<string, readonly Access[]>>;

export interface BackupPlan extends WorkloadPlan {
    readonly releases: readonly [PodRelease];
    readonly command: keyof typeof commands;
}

/** Name of the workload that restores, beside the one that backs up. */
export function restoreName(name: string): string {
    return `${name}-restore`;
}

export function podConfig({ namespace, resources }: ModelBackupConfig): PodConfig {
    return { ...podWithout(namespace), kind, resources };
}

export function backupPlan(
    name: string,
    command: keyof typeof commands,
    config: ModelBackupConfig,
    { syncImage }: ServingTopic,
): BackupPlan {
    const pod = podConfig(config);
    const release: PodRelease = {
        name,
        version: pod.version,
        image: syncImage,
        models: [],
        program: {
            command: ["bash", scriptPath(script)],
            args: [command],
            graceSeconds: 10,
            scratch: [],
        },
        files: [scripts({ [script]: podFile(__dirname, script) })],
    };
    const releases = [release] as const;
    return { ...workloadPlan(name, pod, releases, { access: commands[command] }), releases, command };
}
