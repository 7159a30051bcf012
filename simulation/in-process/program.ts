import { createRequire } from "node:module";
import { type Program } from "./run";

const load = createRequire(__filename);

/** The program of this repository. Loaded on demand: importing its SDKs takes longer than running it. */
export function loadProgram(): Program {
    return load("../../index") as Program;
}
