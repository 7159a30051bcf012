import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { kindPods } from "../../integration/kind";
import {
    type Requesting,
    type Requests,
    requestsInValues,
    requestsOfPod,
    requestsText,
    sum,
} from "../../support/requests";
import { simulateStack } from "../../support/simulate";

interface PodMaker {
    readonly metadata: { readonly namespace: string };
    readonly spec: { readonly replicas?: number; readonly template?: { readonly spec: Requesting } };
}

/** Of the proxy that each pod of a workload gets. */
const proxy: Requests = { cpu: 0.1, memoryGiB: 0.125 };

/** As the scheduler counts a pod: containers together, or the largest that runs before them. */
function ofPods({ metadata, spec: { replicas = 1, template = { spec: { containers: [] } } } }: PodMaker) {
    const pod = sum([requestsOfPod(template.spec), ...(metadata.namespace === "ml-production" ? [proxy] : [])]);
    return Array.from({ length: replicas }, () => pod);
}

async function requested(): Promise<Requests> {
    const { resources } = await simulateStack("local");
    const kinds = ["apps/v1:Deployment", "apps/v1:StatefulSet", "batch/v1:Job"].map((kind) => `kubernetes:${kind}`);
    const pods = resources
        .filter(({ type }) => kinds.includes(type))
        .map(({ inputs }) => inputs as unknown as PodMaker);
    const charts = resources.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release");
    return sum([...pods.flatMap(ofPods), ...charts.flatMap(({ inputs }) => requestsInValues(inputs.values))]);
}

describe("what the stack on a laptop asks for", () => {
    it("fits a node of 4 CPUs and 8 GiB, beside Kubernetes itself", async () => {
        const { cpu, memoryGiB } = sum([await requested(), ...Object.values(kindPods)]);
        assert.ok(cpu <= 4, `${cpu} CPU`);
        assert.ok(memoryGiB <= 8, `${memoryGiB} GiB`);
    });

    it("is what the documentation says", async () => {
        const page = readFileSync(path.resolve(__dirname, "../../../docs/local.md"), "utf8");
        assert.ok(page.includes(requestsText(await requested())), requestsText(await requested()));
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
