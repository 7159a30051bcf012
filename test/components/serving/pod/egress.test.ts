import assert from "node:assert/strict";
import { render } from "../../../support/serving/render";

const app = { kind: "inference-service", image: "example.com/app:1.0.0", models: { m: { versions: [1] } } };

interface Entry {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly spec: Readonly<Record<string, unknown>>;
}

async function entries(workloads: object): Promise<Entry[]> {
    const run = await render(workloads);
    return run.resources
        .map(({ inputs }) => inputs as unknown as Entry & { kind?: string })
        .filter(({ kind }) => kind === "ServiceEntry");
}

describe("hosts outside the cluster", () => {
    it("are registered once per namespace, for that namespace alone", async () => {
        const egress = [{ host: "api.example.com" }];
        const other = { ...app, namespace: "ml-training", egress };
        const found = (await entries({ a: { ...app, egress }, b: { ...app, egress }, c: other })).filter(
            ({ metadata }) => metadata.name === "api-example-com-443",
        );
        assert.deepEqual(found.map(({ metadata }) => metadata.namespace).sort(), ["ml-production", "ml-training"]);
        assert.ok(found.every(({ spec }) => JSON.stringify(spec.exportTo) === '["."]'));
    });

    it("are resolved by name where the protocol carries one", async () => {
        const [entry] = (await entries({ a: { ...app, egress: [{ host: "api.example.com" }] } })).filter(
            ({ metadata }) => metadata.name === "api-example-com-443",
        );
        assert.deepEqual(entry?.spec.ports, [{ number: 443, name: "tls-443", protocol: "TLS" }]);
        assert.equal(entry.spec.resolution, "DNS");
        assert.equal("addresses" in entry.spec, false);
    });

    it("are told apart by address where it carries none, as data stores are", async () => {
        const found = await entries({ a: { ...app, dataStores: ["postgres", "redis"] } });
        for (const [name, port] of [
            ["postgres", 5432],
            ["redis", 6379],
        ] as const) {
            const entry = found.find(({ metadata }) => metadata.name === name);
            assert.deepEqual(
                [entry?.spec.addresses, entry?.spec.resolution, entry?.spec.ports],
                [["10.40.8.0/24"], "NONE", [{ number: port, name: `tcp-${port}`, protocol: "TCP" }]],
            );
        }
    });

    it("have names that tell a dash from a dot, within the length of a label", async () => {
        const hosts = ["a-b.example.com", "a.b.example.com", `${"x".repeat(50)}.${"y".repeat(50)}.example.com`];
        const found = await entries({ a: { ...app, egress: hosts.map((host) => ({ host })) } });
        const names = found.map(({ metadata }) => metadata.name);
        assert.equal(new Set(names).size, names.length);
        assert.ok(names.every((name) => name.length <= 63));
    });
});
