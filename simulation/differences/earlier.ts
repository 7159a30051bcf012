import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { InputError } from "../errors";
import { type Simulation } from "../in-process/simulate";

/** What a comparison needs of a simulation; secrets are masked in it. */
export interface Compared {
    readonly resources: readonly ComparedResource[];
    /** USD per month; undefined where there is no estimate. */
    readonly cost?: { readonly withoutLoad: number; readonly atMaximum: number };
}

export interface ComparedResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly inputs: Readonly<Record<string, unknown>>;
}

/** A simulation of this process, for a comparison. */
export function comparedOf({ resources, cost }: Pick<Simulation, "resources" | "cost">): Compared {
    return { resources, ...(cost !== undefined && { cost: cost.usdPerMonth }) };
}

const resourcesFile = z.array(
    z.object({ urn: z.string(), type: z.string(), name: z.string(), inputs: z.record(z.string(), z.unknown()) }),
);
const costFile = z.object({ usdPerMonth: z.object({ withoutLoad: z.number(), atMaximum: z.number() }) });

/**
 * An earlier simulation, from the folder that `--out` wrote.
 *
 * @throws InputError when the folder is not one of those
 */
export function readEarlier(folder: string): Compared {
    const file = path.join(folder, "resources.json");
    if (!existsSync(file)) {
        throw new InputError(
            `--against ${folder}: has no resources.json: name a folder that \`npm run simulate -- <stack> --out <folder>\` wrote`,
        );
    }
    const cost = path.join(folder, "cost.json");
    return {
        resources: parsed(folder, file, resourcesFile),
        ...(existsSync(cost) && { cost: parsed(folder, cost, costFile).usdPerMonth }),
    };
}

function parsed<T>(folder: string, file: string, schema: z.ZodType<T>): T {
    let content: unknown;
    try {
        content = JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new InputError(`--against ${folder}: ${path.basename(file)} cannot be read: ${(error as Error).message}`);
    }
    const result = schema.safeParse(content);
    if (!result.success) {
        const [issue] = result.error.issues;
        throw new InputError(
            `--against ${folder}: ${path.basename(file)} is not of a simulation (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}): write the folder again with --out`,
        );
    }
    return result.data;
}
