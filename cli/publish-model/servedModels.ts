import { z } from "zod";
import { didYouMean } from "../../config/fault";
import { modelsRoot } from "../../config/serving/model";

/** The keys of a workload that determine which models it loads; `simulate` checks the rest. */
const workloadModels = z.looseObject({
    kind: z.string(),
    models: z.record(z.string(), z.looseObject({ path: z.string().optional() })).catch({}),
});

/** A model that a workload of the stack file loads. */
export interface ServedModel {
    readonly workload: string;
    readonly kind: string;
    /** Where its versions lie in the models bucket, ending with a slash. */
    readonly prefix: string;
}

/** Every model that the stack file's workloads load; a workload that cannot be read loads none. */
export function servedModels(workloads: unknown): readonly ServedModel[] {
    const parsed = z.record(z.string(), z.unknown()).safeParse(workloads);
    return Object.entries(parsed.data ?? {}).flatMap(([workload, value]) => {
        const { data } = workloadModels.safeParse(value);
        return Object.entries(data?.models ?? {}).map(([name, model]) => ({
            workload,
            kind: data?.kind ?? "",
            prefix: `${modelsRoot}${model.path ?? `${name}/`}`,
        }));
    });
}

/** What to say when no workload loads the model that is published; undefined when one does. */
export function notServedWarning(stack: string, model: string, served: readonly ServedModel[]): string | undefined {
    const prefix = `${modelsRoot}${model}/`;
    if (served.some((each) => each.prefix === prefix)) {
        return undefined;
    }
    const known = [...new Set(served.map((each) => each.prefix.slice(modelsRoot.length, -1)))].sort();
    const loaded = known.length === 0 ? "they load no models" : `they load ${known.join(", ")}`;
    return (
        `warning: no workload of Pulumi.${stack}.yaml loads ${prefix} (${loaded})` +
        `${didYouMean(model, known)}${didYouMean(model, known) === "" ? "." : ""}`
    );
}
