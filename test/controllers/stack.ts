import path from "node:path";
import { projectNamespace } from "../../config/load";
import { readStackConfig } from "../../simulation/stackFile";
import { render, type RenderedStack } from "../integration/rendered";
import { type FullStack } from "../integration/settings";
import { mutated, type Mutation, originalOf } from "../runtime/mutations";
import { workloadNamespace } from "./names";
import { type Breakage, type OwnEntries, type Promised } from "./promises";

/** A promise on a workload of its own; with a breakage, on broken objects. */
export interface Trial {
    readonly promised: Promised;
    readonly breakage?: Breakage;
    /** Name of its workload. */
    readonly name: string;
}

/** Room for every workload at once: the trials are about numbers of pods, not about nodes. */
const room = [
    "nodeGroups.gpu-t4={accelerator: t4, instanceTypes: [g4dn.metal], min: 0, max: 60}",
    "nodeGroups.cpu.max=20",
    "namespaces.ml-production={cpu: 2000, memoryGiB: 8000, pods: 2000}",
];

/** A trial for each promise, and one for each breakage. */
export function trialsOf(promises: readonly Promised[], breakages: readonly Breakage[]): Trial[] {
    return promises.flatMap((promised) => [
        { promised, name: promised.name },
        ...breakages
            .filter(({ of }) => of === promised.name)
            .map((breakage, i) => ({ promised, breakage, name: `${promised.name}-broken-${i + 1}` })),
    ]);
}

/** The workloads that the stack file lists. */
export function ownEntries(stack: FullStack): OwnEntries {
    const { config } = readStackConfig(path.resolve(__dirname, "../.."), stack, projectNamespace);
    return JSON.parse(config[`${projectNamespace}:workloads`] ?? "{}") as OwnEntries;
}

/** The stack with a workload for each trial beside its own, as the program renders it; breakages are in it. */
export async function renderTrials(stack: FullStack, trials: readonly Trial[]): Promise<RenderedStack> {
    const own = ownEntries(stack);
    const settings = trials.map(
        ({ name, promised }) => `workloads.${name}=${JSON.stringify(promised.workload(own, name))}`,
    );
    const rendered = await render(stack, [...room, ...atWork(own), ...settings]);
    const broken = trials.flatMap((trial) => mutationOf(trial) ?? []);
    const changed = new Map(broken.map((mutation) => [originalOf(rendered.manifests, mutation), mutation]));
    const manifests = rendered.manifests.map((object) => {
        const mutation = changed.get(object);
        return mutation === undefined ? object : mutated([object], mutation);
    });
    return { ...rendered, manifests };
}

/** Makes every hour a working hour of the stack's own workloads: whether they have pods is not for the time of a test to say. */
function atWork(own: OwnEntries): string[] {
    return Object.entries(own).flatMap(([name, { scaling }]) => {
        const { cron = [] } = (scaling ?? {}) as { readonly cron?: readonly object[] };
        const windows = cron.map((window) => ({ ...window, start: "0 0 * * *", end: "59 23 * * *" }));
        return cron.length === 0 ? [] : [`workloads.${name}.scaling.cron=${JSON.stringify(windows)}`];
    });
}

/** Names of the objects of a workload that are not called like it, by kind. */
const nameSuffixes: Readonly<Record<string, string>> = {
    AnalysisTemplate: "-analysis",
    PrometheusRule: "-recording",
    TriggerAuthentication: "-queue",
};

/** What is broken of a trial's own objects; undefined: nothing. */
export function mutationOf({ promised, breakage, name }: Trial): Mutation | undefined {
    if (breakage === undefined) {
        return undefined;
    }
    const { kind, path: fields, to, suffix = nameSuffixes[kind] ?? "" } = breakage;
    const object = { kind, namespace: workloadNamespace, name: `${name}${suffix}` };
    return { ...object, path: fields, to, breaks: promised.title };
}
