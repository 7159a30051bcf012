import fc from "fast-check";

/** Workloads as a stack file may list them: every strategy with every volume, scaling, access and secret that fit together. */
export function anyWorkload(): fc.Arbitrary<object> {
    return fc
        .record({
            kind: fc.constantFrom("tensorflow-serving", "inference-service"),
            accelerator: fc.constantFrom(undefined, "t4", "v100"),
            spot: fc.boolean(),
            volume: fc.constantFrom("mount", "sync", "persistent-cache"),
            models: fc.uniqueArray(fc.constantFrom("m", "Sentiment_Analysis", "a-b", "a_b"), {
                minLength: 1,
                maxLength: 3,
            }),
            versions: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 3 }),
            follows: fc.boolean(),
            strategy: fc.constantFrom("single", "weighted", "progressive", "blue-green"),
            weight: fc.integer({ min: 0, max: 100 }),
            header: fc.boolean(),
            mirror: fc.boolean(),
            fault: fc.boolean(),
            retries: fc.integer({ min: 0, max: 5 }),
            timeoutSeconds: fc.integer({ min: 1, max: 120 }),
            gateway: fc.boolean(),
            callers: fc.uniqueArray(fc.constantFrom("web", "batch", "edge"), { maxLength: 3 }),
            min: fc.integer({ min: 1, max: 8 }),
            more: fc.integer({ min: 0, max: 8 }),
            queueDepth: fc.constantFrom<false | 3>(false, 3),
            forecast: fc.boolean(),
            sqs: fc.boolean(),
            secrets: fc.boolean(),
            egress: fc.boolean(),
        })
        .map(workloadOf);
}

interface Choice {
    readonly kind: string;
    readonly accelerator: string | undefined;
    readonly spot: boolean;
    readonly volume: string;
    readonly models: readonly string[];
    readonly versions: readonly number[];
    readonly follows: boolean;
    readonly strategy: string;
    readonly weight: number;
    readonly header: boolean;
    readonly mirror: boolean;
    readonly fault: boolean;
    readonly retries: number;
    readonly timeoutSeconds: number;
    readonly gateway: boolean;
    readonly callers: readonly string[];
    readonly min: number;
    readonly more: number;
    readonly queueDepth: number | false;
    readonly forecast: boolean;
    readonly sqs: boolean;
    readonly secrets: boolean;
    readonly egress: boolean;
}

function workloadOf(choice: Choice): object {
    const hands = choice.strategy === "progressive" || choice.strategy === "blue-green";
    const volume = hands && choice.volume === "persistent-cache" ? "sync" : choice.volume;
    const versions = choice.follows && volume === "mount" ? { latest: 2 } : choice.versions;
    return {
        kind: choice.kind,
        ...(choice.kind === "inference-service" && { image: "example.com/team/app:1.0.0" }),
        ...(choice.accelerator !== undefined && { accelerator: choice.accelerator }),
        ...(choice.spot && choice.accelerator === "t4" && { capacity: "spot" }),
        models: Object.fromEntries(choice.models.map((name) => [name, { versions }])),
        modelVolume: { kind: volume },
        callers: Object.fromEntries(choice.callers.map((name) => [name, {}])),
        ...(choice.gateway && { gateway: { grpcServices: ["inference.v1.Predict"] } }),
        ...(choice.egress && { egress: [{ host: "events.example.com" }], dataStores: ["postgres"] }),
        ...(choice.secrets && { secrets: { API_KEY: { secret: "key" } } }),
        traffic: trafficOf(choice),
        scaling: {
            min: choice.min,
            max: choice.min + choice.more,
            queueDepth: choice.queueDepth,
            ...(choice.forecast && { forecast: { requestsPerReplica: 5 } }),
            ...(choice.sqs && { sqs: { queueUrl: "https://sqs.us-west-2.amazonaws.com/111122223333/work" } }),
        },
    };
}

function trafficOf(choice: Choice): object {
    const common = {
        strategy: choice.strategy,
        retries: choice.retries,
        timeoutSeconds: choice.timeoutSeconds,
        ...(choice.fault && { fault: { delay: { seconds: 1 }, abort: { httpStatus: 503, percent: 5 } } }),
    };
    switch (choice.strategy) {
        case "weighted":
            return {
                ...common,
                versions: {
                    v1: { weight: choice.weight },
                    v2: { weight: 100 - choice.weight, ...(choice.header && { header: { value: "v2" } }) },
                },
                ...(choice.mirror && { mirror: { version: "v2", percent: 10 } }),
            };
        case "progressive":
            return {
                ...common,
                // The routes that a rollout adds do not go together with a gateway.
                ...(choice.header && !choice.gateway && { header: { value: "new" } }),
                ...(choice.mirror && !choice.gateway && { mirror: { percent: 10 } }),
            };
        default:
            return common;
    }
}
