import { type Entry, type OwnEntries, type Promised } from "./promises";
import { queueUrl } from "./queues";

/** All triggers off: a promise about one of them switches it on. */
const noTriggers = {
    cpuPercent: false,
    memoryPercent: false,
    latencyP95Ms: false,
    queueDepth: false,
    gpuPercent: false,
};

/** The stack's own service on GPUs, scaled by the given triggers alone. On demand: spot capacity changes nothing here. */
export function scaledBy(scaling: Entry, changes: Entry = {}): (own: OwnEntries) => Entry {
    return (own) => {
        const { capacity: _capacity, shutdown: _shutdown, ...entry } = listed(own, "ai-inference-spot");
        return { ...entry, scaling: { min: 1, max: 6, ...noTriggers, ...scaling }, ...changes };
    };
}

/** As `scaledBy`, with a queue of its own that is called like the workload. */
export function scaledByQueue(length: number, scaling: Entry = {}): Promised["workload"] {
    return (own, name) => scaledBy({ sqs: { queueUrl: queueUrl(name), length }, ...scaling })(own);
}

/** The stack's own batch inference, which takes its inputs from a queue that is called like the workload. */
export function takesFromQueue(messages: number, parallelism: number): Promised["workload"] {
    return (own, name) => {
        const { completions: _completions, ...entry } = listed(own, "batch-inference");
        return { ...entry, queue: { url: queueUrl(name), messages }, parallelism };
    };
}

/** The stack's own rollout, on few pods. */
export function rolledOut(traffic: Entry = {}, scaling: Entry = {}): (own: OwnEntries) => Entry {
    return (own) => {
        const entry = listed(own, "ai-inference-rollout");
        return {
            ...entry,
            traffic: { ...(entry["traffic"] as Entry), ...traffic },
            scaling: { min: 2, max: 4, ...scaling },
        };
    };
}

function listed(own: OwnEntries, name: string): Entry {
    const entry = own[name];
    if (entry === undefined) {
        throw new Error(`the stack file lists no workload "${name}", of which the promises are copies`);
    }
    return entry;
}
