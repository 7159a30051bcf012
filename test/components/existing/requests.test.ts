import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { cores, gibibytes } from "../../../config/serving/quantity";
import { simulateStack } from "../../support/simulate";

interface Requests {
    readonly cpu: number;
    readonly memoryGiB: number;
}
interface Container {
    readonly restartPolicy?: string;
    readonly resources?: { readonly requests?: { readonly cpu?: string; readonly memory?: string } };
}
interface PodMaker {
    readonly metadata: { readonly namespace: string };
    readonly spec: {
        readonly replicas?: number;
        readonly template?: {
            readonly spec: { readonly initContainers?: Container[]; readonly containers: Container[] };
        };
    };
}

const sum = (all: readonly Requests[]): Requests => ({
    cpu: all.reduce((total, { cpu }) => total + cpu, 0),
    memoryGiB: all.reduce((total, { memoryGiB }) => total + memoryGiB, 0),
});
const most = (a: Requests, b: Requests): Requests => ({
    cpu: Math.max(a.cpu, b.cpu),
    memoryGiB: Math.max(a.memoryGiB, b.memoryGiB),
});

/** Of the proxy that each pod of a workload gets. */
const proxy: Requests = { cpu: 0.1, memoryGiB: 0.125 };

/** Kubernetes' control plane, DNS, network and storage on kind's one node. Source: kubeadm's and kind's manifests. */
const kindItself: Requests = { cpu: 0.95, memoryGiB: 0.3 };

function ofContainer({ resources }: Container): Requests {
    const { cpu = "0", memory = "0Mi" } = resources?.requests ?? {};
    return { cpu: cores(cpu), memoryGiB: gibibytes(memory) };
}

/** As the scheduler counts a pod: containers together, or the largest that runs before them. */
function ofPods({ metadata, spec: { replicas = 1, template } }: PodMaker): readonly Requests[] {
    const { initContainers = [], containers = [] } = template?.spec ?? {};
    const running = sum(containers.map(ofContainer));
    const first = initContainers.map(ofContainer).reduce(most, { cpu: 0, memoryGiB: 0 });
    const pod = sum([most(running, first), ...(metadata.namespace === "ml-production" ? [proxy] : [])]);
    return Array.from({ length: replicas }, () => pod);
}

/** Requests anywhere in the values of a chart, without parts that are off; one replica of each, which another test holds. */
function ofValues(value: unknown): readonly Requests[] {
    if (typeof value !== "object" || value === null || ("enabled" in value && value.enabled === false)) {
        return [];
    }
    const own =
        "requests" in value && typeof value.requests === "object" ? [ofContainer({ resources: value as never })] : [];
    return [...own, ...Object.values(value).flatMap(ofValues)];
}

async function requested(): Promise<Requests> {
    const { resources } = await simulateStack("local");
    const kinds = ["apps/v1:Deployment", "apps/v1:StatefulSet", "batch/v1:Job"].map((kind) => `kubernetes:${kind}`);
    const pods = resources
        .filter(({ type }) => kinds.includes(type))
        .map(({ inputs }) => inputs as unknown as PodMaker);
    const charts = resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    return sum([...pods.flatMap(ofPods), ...charts.flatMap(({ inputs }) => ofValues(inputs.values))]);
}

const text = ({ cpu, memoryGiB }: Requests) => `${cpu.toFixed(2)} CPU and ${memoryGiB.toFixed(2)} GiB`;

describe("what the stack on a laptop asks for", () => {
    it("fits a node of 4 CPUs and 8 GiB, beside Kubernetes itself", async () => {
        const { cpu, memoryGiB } = sum([await requested(), kindItself]);
        assert.ok(cpu <= 4, `${cpu} CPU`);
        assert.ok(memoryGiB <= 8, `${memoryGiB} GiB`);
    });

    it("is what the documentation says", async () => {
        const page = readFileSync(path.resolve(__dirname, "../../../docs/local.md"), "utf8");
        assert.ok(page.includes(text(await requested())), text(await requested()));
    });

    it("is one replica of everything", async () => {
        const { resources } = await simulateStack("local");
        const counts = (value: unknown): readonly unknown[] =>
            typeof value !== "object" || value === null
                ? []
                : Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
                      /^(replicas|replicaCount|minReplicas|autoscaleMin)$/.test(key) ? [inner] : counts(inner),
                  );
        const found = resources
            .filter(({ type }) => type.startsWith("kubernetes:"))
            .flatMap(({ name, inputs }) =>
                counts(inputs)
                    .filter((count) => typeof count === "number" && count > 1)
                    .map(() => name),
            );
        assert.deepEqual(found, []);
    });
});
