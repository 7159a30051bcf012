import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { wavesOf } from "../../../../simulation/output/gitops/waves";
import { simulate, simulateStack } from "../../../support/simulate";

/** Waves by the name of the resource. */
async function waves(program: () => unknown): Promise<Record<string, number>> {
    const { resources } = await simulate(() => void program());
    const numbers = wavesOf(resources);
    return Object.fromEntries(
        resources.flatMap(({ urn, name }) => (numbers.has(urn) ? [[name, numbers.get(urn) ?? -1]] : [])),
    );
}

const configMap = (name: string, dependsOn: pulumi.Resource[] = [], annotations: Record<string, string> = {}) =>
    new k8s.core.v1.ConfigMap(name, { metadata: { name, annotations } }, { dependsOn });

describe("the order of objects and charts", () => {
    it("has everything after what it depends on, also through components", async () => {
        class Part extends pulumi.ComponentResource {
            constructor(name: string) {
                super("test:index:Part", name);
                new k8s.core.v1.ConfigMap(`${name}-inside`, { metadata: { name } }, { parent: this });
                this.registerOutputs({});
            }
        }
        assert.deepEqual(
            await waves(() => {
                const first = configMap("first");
                const part = new Part("part");
                configMap("second", [first]);
                configMap("third", [part, first]);
            }),
            { first: 0, "part-inside": 0, second: 1, third: 1 },
        );
    });

    it("has last what nothing waits for: suspended Jobs, CronJobs, pods of nodes that are away", async () => {
        assert.deepEqual(
            await waves(() => {
                const claim = configMap("claim", [], { "pulumi.com/skipAwait": "true" });
                const user = configMap("user", [claim]);
                configMap("job", [], { "pulumi.com/skipAwait": "true" });
                configMap("end", [user]);
            }),
            { claim: 0, user: 1, end: 2, job: 3 },
        );
    });

    for (const stack of ["dev", "prod"]) {
        it(`holds for every dependency of ${stack}, and leaves no number out`, async () => {
            const run = await simulateStack(stack);
            const numbers = wavesOf(run.resources);
            for (const [urn, wave] of numbers) {
                for (const before of run.graph.all(urn)) {
                    assert.ok((numbers.get(before) ?? -1) < wave, `${urn} in wave ${wave} needs ${before}`);
                }
            }
            const used = [...new Set(numbers.values())].sort((a, b) => a - b);
            assert.deepEqual(used, [...used.keys()]);
        });
    }
});
