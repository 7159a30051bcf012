import assert from "node:assert/strict";
import { exposedMlflow as expose, ingress, someFacts } from "../../support/addons";

describe("addonFacts", () => {
    it("list the hosts of the gateway: the stack's own, and those of add-ons that are published", () => {
        assert.deepEqual(someFacts().hosts, []);
        assert.deepEqual(someFacts({ ingress }).hosts, ["ai-api.example.com"]);
        const dataStores = { postgres: { kind: "managed" } };
        const published = someFacts({ ingress, dataStores, addons: { mlflow: { enabled: true, expose } } });
        assert.deepEqual(published.hosts, ["ai-api.example.com", "mlflow.example.com"]);
    });

    it("open to workloads the add-ons that are on, from the namespaces that call them", () => {
        const names = (facts: ReturnType<typeof someFacts>) =>
            Object.entries(facts.called).map(([from, calls]) => [from, calls.map(({ namespace }) => namespace)]);
        const on = new Map(names(someFacts()) as [string, string[]][]);
        assert.ok([...on.values()].every((namespaces) => namespaces.includes("tracing")));
        const off = new Map(names(someFacts({ addons: { tracing: { enabled: false } } })) as [string, string[]][]);
        assert.ok([...off.values()].every((namespaces) => !namespaces.includes("tracing")));
    });

    it("have no ingress and no PostgreSQL where the stack has none", () => {
        const facts = someFacts();
        assert.deepEqual(["ingress" in facts, "postgres" in facts], [false, false]);
    });

    it("carry what the composition adds, and nothing by default", () => {
        assert.deepEqual([someFacts().watchedQueues, someFacts().calledHosts], [[], {}]);
        const queue = "arn:aws:sqs:us-west-2:111122223333:work";
        assert.deepEqual(someFacts({}, { watchedQueues: [queue] }).watchedQueues, [queue]);
    });
});
