import { podFile } from "../../kubernetes/podFile";
import { type ConfigFolder, type Program, type ScratchFolder } from "../pod/plan";
import { scriptPath, scripts } from "./scripts";

/**
 * How the program of a job and the container beside it that has the client of the stores agree on what is done: files in a
 * folder of both, described in `files/run.sh`.
 */
export const handover: ScratchFolder = { name: "handover", mountPath: "/var/run/handover", size: "64Mi" };

/** Environment by which both containers find it. */
export const handoverEnv = { HANDOVER: handover.mountPath } as const;

/** The scripts of a job whose program runs under `run.sh`. */
export function handoverScripts(ofKind: Readonly<Record<string, string>>): ConfigFolder {
    return scripts({ "run.sh": podFile(__dirname, "run.sh"), ...ofKind });
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
