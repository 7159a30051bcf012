import { podFile } from "../../kubernetes/podFile";
import { type ConfigFolder } from "../pod/plan";

/** Where the scripts of a job are. */
const scriptsPath = "/opt/job";
const scriptsVolume = "scripts";

/** How the container beside the program mounts the scripts; the program's own container has them anyway. */
export const scriptsMount = { name: scriptsVolume, mountPath: scriptsPath, readOnly: true } as const;

/** The scripts of a job: `store.sh`, which they share, and those of its kind. */
export function scripts(ofKind: Readonly<Record<string, string>>): ConfigFolder {
    return {
        name: scriptsVolume,
        mountPath: scriptsPath,
        files: { "store.sh": podFile(__dirname, "store.sh"), ...ofKind },
    };
}

export function scriptPath(file: string): string {
    return `${scriptsPath}/${file}`;
}
