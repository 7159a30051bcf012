import assert from "node:assert/strict";
import fc from "fast-check";
import { ConfigError } from "../../config/fault";
import { loadWorkloads, render } from "../support/serving/render";
import { edgyWorkload } from "./refusals/edgyWorkload";
import { type Refusal, refusals, type Validator, validators } from "./refusals/validators";
import { render as renderStack } from "./rendered";
import { settings, type StackName, stackNames } from "./settings";
import { describeEach } from "./suite";
import { ensureTool } from "./tools";

/** Workloads that the stack file accepts, over all stacks. */
const wanted = 1000;
/** Workloads of one stack: rendering many at once is cheaper than a stack for each. */
const perStack = 10;

type Workloads = Readonly<Record<string, object>>;

function isAccepted(workloads: Workloads): boolean {
    try {
        loadWorkloads(workloads);
        return true;
    } catch (error) {
        if (error instanceof ConfigError) {
            return false;
        }
        throw error;
    }
}

/** Stack files with workloads that are accepted alone and together, `wanted` of them over all. */
function acceptedStacks(seed: number): Workloads[] {
    const accepted: [name: string, workload: object][] = [];
    for (const workload of fc.sample(edgyWorkload(), { seed, numRuns: 20 * wanted })) {
        const name = `w${accepted.length}`;
        if (isAccepted({ [name]: workload })) {
            accepted.push([name, workload]);
        }
        if (accepted.length === wanted) {
            break;
        }
    }
    assert.equal(accepted.length, wanted, `of ${20 * wanted} generated workloads`);
    const stacks = Array.from({ length: Math.ceil(wanted / perStack) }, (_, i) =>
        Object.fromEntries(accepted.slice(i * perStack, (i + 1) * perStack)),
    );
    // Where two cannot live together, each has a stack of its own.
    return stacks.flatMap((stack) =>
        isAccepted(stack) ? [stack] : Object.entries(stack).map(([name, workload]) => ({ [name]: workload })),
    );
}

async function objectsOf(workloads: Workloads): Promise<object[]> {
    const { resources } = await render(workloads);
    return resources.filter(({ inputs }) => typeof inputs.kind === "string").map(({ inputs }) => inputs);
}

describe("what a stack file accepts", () => {
    const seed = settings().seed ?? Date.now() % 1_000_000;
    let stacks: readonly Workloads[];
    let objects: readonly (readonly object[])[];

    before(async function () {
        this.timeout(0);
        for (const validator of validators) {
            await ensureTool(validator);
        }
        stacks = acceptedStacks(seed);
        const rendered: object[][] = [];
        for (const stack of stacks) {
            rendered.push(await objectsOf(stack));
        }
        objects = rendered;
    });

    for (const validator of validators) {
        it(`is accepted by ${validator.replace("-validator", "")}'s own checks: ${wanted} workloads`, async function () {
            this.timeout(0);
            const found = (await refusals(validator, objects)).filter((refusal) => !isMeant(refusal));
            assert.deepEqual(
                found.slice(0, 5).map((refusal) => explained(refusal, stacks)),
                [],
                `--seed ${seed}`,
            );
        });
    }
});

/** Kinds that the controllers check and that a stack has: without them the test would pass on nothing. */
const checkedKinds: Readonly<Record<StackName, readonly string[]>> = {
    dev: ["Rollout", "ScaledJob", "ScaledObject", "VirtualService"],
    prod: ["Rollout", "ScaledObject", "VirtualService"],
    local: ["VirtualService"],
};

describeEach(
    stackNames,
    "a stack's objects",
    async (stack) => (await renderStack(stack)).manifests,
    (prepared, stack) => {
        for (const validator of validators) {
            it(`pass ${validator.replace("-validator", "")}'s own checks`, async function () {
                this.timeout(0);
                const kinds = new Set(prepared().map(({ kind }) => kind));
                const missing = checkedKinds[stack].filter((kind) => !kinds.has(kind));
                assert.deepEqual(missing, []);
                assert.deepEqual(
                    (await refusals(validator, [prepared()])).filter((refusal) => !isMeant(refusal)),
                    [],
                );
            });
        }
    },
);

/** Warnings that are meant, by kind of object. */
const meant: Readonly<Record<string, RegExp>> = {
    // A DENY by path also denies ports that are not HTTP, of which these pods have none.
    AuthorizationPolicy: /^warning: configured AuthorizationPolicy will deny all traffic to TCP ports/,
    // Limits of requests have no other API; the mesh tests send requests past them on the version that is installed.
    EnvoyFilter: /^warning: EnvoyFilter exposes internal implementation details that may change at any time\./,
    // Both take effect where the fewest pods are none, and do no harm elsewhere.
    ScaledObject: /^(PollingInterval|CooldownPeriod) is configured but is not relevant/,
};

function isMeant({ kind, message }: Refusal): boolean {
    return meant[kind]?.test(message) ?? false;
}

/** A refusal with the workload that it is about. */
function explained({ line, kind, name, message }: Refusal, stacks: readonly Workloads[]): object {
    const [owner] = Object.entries(stacks[line] ?? {}).filter(
        ([workload]) => name === workload || name.startsWith(`${workload}-`),
    );
    return { refusal: `${kind} ${name}: ${message}`, workload: JSON.stringify(owner) };
}

describe("the controllers' own checks", () => {
    const metadata = { name: "w", namespace: "ml-production" };
    const someQueue = {
        type: "aws-sqs-queue",
        name: "queue",
        metadata: {
            queueURL: "https://sqs.us-west-2.amazonaws.com/111122223333/work",
            queueLength: "5",
            awsRegion: "us-west-2",
        },
    };
    const refused: Readonly<Record<Validator, readonly [object: object, message: RegExp][]>> = {
        "argo-rollouts-validator": [
            [
                { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", metadata, spec: { strategy: {} } },
                /spec\.strategy.*: Required value/,
            ],
            [
                { apiVersion: "argoproj.io/v1alpha1", kind: "AnalysisTemplate", metadata, spec: { metric: [] } },
                /unknown field "metric"/,
            ],
        ],
        "istio-validator": [
            [
                {
                    apiVersion: "networking.istio.io/v1",
                    kind: "VirtualService",
                    metadata,
                    spec: {
                        hosts: ["w"],
                        http: [
                            {
                                route: [
                                    { destination: { host: "w" }, weight: 101 },
                                    { destination: { host: "v" }, weight: -1 },
                                ],
                            },
                        ],
                    },
                },
                /weight/,
            ],
        ],
        "keda-validator": [
            [
                scaledObject([
                    {
                        type: "cron",
                        metadata: { timezone: "UTC", start: "99 99 * * *", end: "0 9 * * *", desiredReplicas: "2" },
                    },
                ]),
                /trigger cron/,
            ],
            [scaledObject([{ type: "cpu", metricType: "Utilization", metadata: { value: "70" } }]), /"w" not found/],
            [scaledJob([]), /no triggers defined/],
            [scaledJob([{ type: "aws-sqs-queue", metadata: { awsRegion: "us-west-2" } }]), /trigger aws-sqs-queue/],
            [scaledJob([{ ...someQueue, metricType: "Value" }]), /metricType cannot be set/],
            [scaledJob([someQueue, someQueue]), /defined multiple times/],
            [scaledJob([someQueue], { scalingStrategy: { strategy: "custom" } }), /scalingStrategy/],
            [scaledJob([someQueue], { maxReplicas: 2 }), /unknown field "maxReplicas"/],
        ],
    };
    for (const validator of validators) {
        it(`refuse what cannot work: ${validator.replace("-validator", "")}`, async function () {
            this.timeout(0);
            const found = await refusals(
                validator,
                refused[validator].map(([object]) => [object]),
            );
            for (const [i, [, message]] of refused[validator].entries()) {
                const messages = found.filter(({ line }) => line === i).map((refusal) => refusal.message);
                assert.ok(
                    messages.some((each) => message.test(each)),
                    JSON.stringify(messages),
                );
            }
        });
    }

    function scaledJob(triggers: object[], more: object = {}): object {
        const jobTargetRef = { template: { spec: { containers: [] } } };
        return {
            apiVersion: "keda.sh/v1alpha1",
            kind: "ScaledJob",
            metadata,
            spec: { jobTargetRef, triggers, ...more },
        };
    }

    function scaledObject(triggers: object[]): object {
        const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "w" };
        return { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", metadata, spec: { scaleTargetRef, triggers } };
    }
});
