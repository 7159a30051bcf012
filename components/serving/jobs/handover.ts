import { podFile } from "../../kubernetes/podFile";
import { type ConfigFolder, type Program, type ScratchFolder } from "../pod/plan";

/**
 * How the program of a job and the container beside it that has the client of the stores agree on what is done: files in a
 * folder of both, described in `files/run.sh`.
 */
export const handover: ScratchFolder = { name: "handover", mountPath: "/var/run/handover", size: "64Mi" };

/** Environment by which both containers find it. */
export const handoverEnv = { HANDOVER: handover.mountPath } as const;

/** Where the scripts of a job are. */
const scriptsPath = "/opt/job";
const scriptsVolume = "scripts";

/** How the container beside the program mounts the scripts; the program's own container has them anyway. */
export const scriptsMount = { name: scriptsVolume, mountPath: scriptsPath, readOnly: true } as const;

/** The scripts of a job: `run.sh` and those of its kind. */
export function scripts(ofKind: Readonly<Record<string, string>>): ConfigFolder {
    return {
        name: scriptsVolume,
        mountPath: scriptsPath,
        files: { "run.sh": podFile(__dirname, "run.sh"), ...ofKind },
    };
}

export function scriptPath(file: string): string {
    return `${scriptsPath}/${file}`;
}

/** A program that runs under `run.sh`; the shell is the image's own. */
export function handedOver(program: Program & { readonly command: readonly string[] }): Program {
    return {
        ...program,
        command: ["sh", scriptPath("run.sh"), ...program.command],
        env: { ...program.env, ...handoverEnv },
        scratch: [handover, ...program.scratch],
    };
}
