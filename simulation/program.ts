import { type Program } from "./run";

/** The program of this repository. Imported late: it brings every SDK with it, which takes longer than running it. */
export async function loadProgram(): Promise<Program> {
    const { default: program } = await import("../index.js");
    return program;
}
