import { type CostOutput } from "../../components/aws/cost/costOutput";
import { type QuotaNeed } from "../../components/aws/quotas/quotas";
import { ConfigError } from "../../config/fault";
import packConfig from "../../policy/config.json";
import { judge, type JudgedResource, type Judgement } from "../../policy/core/judge";
import { chartsOf, type ChartRelease } from "../output/charts";
import { type AccountValue, accountValuesOf } from "../output/gitops/accountValues";
import { wavesOf } from "../output/gitops/waves";
import { isKubernetesObject, manifestsOf, type Manifest } from "../output/manifests";
import { type Properties } from "../providers";
import { simulatedAccount } from "../providers/account";
import { type RecordedResource } from "../recorded";
import { runProgram, type LogLine, type Program, type RunOptions } from "./run";
import { SecretMask } from "../output/secrets";

/** A resource in output: the inputs that the program gave, without secrets. */
export interface ShownResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly parent?: string;
    readonly provider?: string;
    readonly dependencies: readonly string[];
    readonly inputs: Properties;
}

/** Milliseconds. */
interface Timings {
    readonly program: number;
    readonly policies: number;
}

/** A stack, simulated and judged. Nothing in it holds a secret. */
export interface Simulation {
    readonly stack: string;
    readonly region: string | undefined;
    /** Sorted as a tree: each parent before its children, siblings in the order the program made them. */
    readonly resources: readonly ShownResource[];
    readonly judgement: Judgement;
    readonly manifests: readonly Manifest[];
    readonly charts: readonly ChartRelease[];
    /** What only a real account knows, as the simulated one computed it. */
    readonly accountValues: readonly AccountValue[];
    /** What the program estimates; undefined for a program that estimates nothing. */
    readonly cost: CostOutput | undefined;
    /** Limits of the account that the stack may reach; undefined for a program that knows none. */
    readonly quotas: readonly QuotaNeed[] | undefined;
    readonly log: readonly LogLine[];
    /** Types and functions that are not simulated. */
    readonly unknown: readonly string[];
    readonly timings: Timings;
}

/** Runs a program on simulated providers and judges its resources with the policy pack. */
export async function simulate(program: Program, options: RunOptions): Promise<Simulation> {
    const start = performance.now();
    const run = await runProgram(program, { passOn: (cause) => cause instanceof ConfigError, ...options });
    const ran = performance.now();
    const mask = SecretMask.of(run.resources);
    const resources = inTreeOrder(run.resources);
    const visible = resources.map((resource) => shown(resource, mask));
    // The same configuration as under the engine, exemptions included.
    const waves = wavesOf(run.resources);
    const judgement = judge(
        resources.map((resource, i) => judged(resource, visible[i]?.inputs ?? {})),
        { config: packConfig },
    );
    return {
        stack: run.stack,
        region: options.config?.["aws:region"],
        resources: visible,
        judgement,
        manifests: manifestsOf(resources, mask, waves),
        charts: chartsOf(resources, mask, waves),
        accountValues: accountValuesOf(resources, simulatedAccount().accountId),
        cost: run.outputs.estimatedCost as CostOutput | undefined,
        quotas: run.outputs.quotas as readonly QuotaNeed[] | undefined,
        log: run.log.map(({ level, message }) => ({ level, message: mask.text(message) })),
        unknown: run.unknown,
        timings: { program: Math.round(ran - start), policies: Math.round(performance.now() - ran) },
    };
}

/** Parents before children: the order of registration depends on the event loop and means nothing to a reader. */
function inTreeOrder(resources: readonly RecordedResource[]): RecordedResource[] {
    const children = new Map<string | undefined, RecordedResource[]>();
    for (const resource of resources) {
        children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
    }
    const below = (parent: string | undefined): RecordedResource[] =>
        (children.get(parent) ?? []).flatMap((resource) => [resource, ...below(resource.urn)]);
    return below(undefined);
}

function shown(resource: RecordedResource, mask: SecretMask): ShownResource {
    const { urn, type, name, parent, provider, dependencies } = resource;
    return {
        urn,
        type,
        name,
        ...(parent !== undefined && { parent }),
        ...(provider !== undefined && { provider }),
        dependencies,
        inputs: mask.inputsOf(resource),
    };
}

/** The resource as the engine's analyzer sees it: after the provider has generated a missing name. */
function judged(resource: RecordedResource, inputs: Properties): JudgedResource {
    const { urn, type, name, id, parent, provider, dependencies, propertyDependencies, protect } = resource;
    const generated = (resource.outputs.metadata as Properties | undefined)?.name;
    const props =
        isKubernetesObject(resource) && generated !== undefined
            ? { ...inputs, metadata: { ...(inputs.metadata as Properties | undefined), name: generated } }
            : inputs;
    return {
        urn,
        type,
        name,
        props,
        ...(id !== undefined && { id }),
        ...(parent !== undefined && { parent }),
        ...(provider !== undefined && { provider }),
        dependencies,
        propertyDependencies,
        opts: { protect },
    };
}
