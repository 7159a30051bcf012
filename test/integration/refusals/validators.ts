import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { ensureTool, type ToolName } from "../tools";

/** Programs that print what a controller refuses, by the controller's own checks: sources in `tools/<controller>/validate`. */
export const validators = [
    "argo-rollouts-validator",
    "istio-validator",
    "keda-validator",
] as const satisfies readonly ToolName[];
export type Validator = (typeof validators)[number];

/** What a controller refuses, or warns of. */
export interface Refusal {
    /** Index of the set that the object is part of. */
    readonly line: number;
    readonly kind: string;
    readonly name: string;
    readonly message: string;
}

/**
 * What a controller refuses of sets of objects; the objects of a set stand in one cluster.
 *
 * @throws Error when the validator itself fails
 */
export async function refusals(
    validator: Validator,
    sets: readonly (readonly object[])[],
): Promise<readonly Refusal[]> {
    const child = spawn(await ensureTool(validator), { stdio: ["pipe", "pipe", "pipe"] });
    const ended = new Promise<number | null>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", resolve);
    });
    child.stdin.end(sets.map((objects) => `${JSON.stringify(objects)}\n`).join(""));
    const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code !== 0) {
        throw new Error(`${validator} ended with ${code}: ${complaint.slice(-2000)}`);
    }
    return output
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Refusal);
}
