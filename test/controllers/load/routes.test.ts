import assert from "node:assert/strict";
import { type KubeObject } from "../../integration/cluster/types";
import { destinationsOf, sharesOf, weightsOf } from "./routes";

function object(kind: string, spec: object): KubeObject {
    return { apiVersion: "v", kind, metadata: { name: "scorer" }, spec };
}

function pod(
    name: string,
    labels: Record<string, string>,
): { metadata: { name: string; labels: Record<string, string> } } {
    return { metadata: { name, labels: { app: "scorer", ...labels } } };
}

const service = object("Service", { selector: { app: "scorer" } });
const subsets = [
    { name: "stable", labels: { hash: "a" } },
    { name: "canary", labels: { hash: "b" } },
];
const destinationRule = object("DestinationRule", { subsets });
const virtualService = object("VirtualService", {
    http: [
        { match: [{ headers: { version: {} } }], route: [{ destination: { subset: "canary" } }] },
        {
            route: [
                { destination: { subset: "stable" }, weight: 80 },
                { destination: { subset: "canary" }, weight: 20 },
            ],
        },
    ],
});
const routing = { virtualService, destinationRule, service };

describe("the share of requests that a simulated pod gets", () => {
    it("follows weights and subsets, not the routes of special headers", () => {
        assert.deepEqual(weightsOf(virtualService), { stable: 80, canary: 20 });
        const pods = [pod("a1", { hash: "a" }), pod("a2", { hash: "a" }), pod("b1", { hash: "b" })];
        const { byPod, lost } = sharesOf(destinationsOf(routing), pods);
        assert.deepEqual(
            [...byPod],
            [
                ["a1", 0.4],
                ["a2", 0.4],
                ["b1", 0.2],
            ],
        );
        assert.equal(lost, 0);
    });

    it("is lost where a destination has no pod", () => {
        const { byPod, lost } = sharesOf(destinationsOf(routing), [pod("b1", { hash: "b" })]);
        assert.deepEqual([...byPod], [["b1", 0.2]]);
        assert.equal(lost, 0.8);
    });

    it("follows the Service's selector without subsets", () => {
        const plain = object("VirtualService", { http: [{ route: [{ destination: {} }] }] });
        const active = object("Service", { selector: { app: "scorer", hash: "a" } });
        const pods = [pod("a1", { hash: "a" }), pod("b1", { hash: "b" })];
        const destinations = destinationsOf({ virtualService: plain, destinationRule: undefined, service: active });
        assert.deepEqual([...sharesOf(destinations, pods).byPod], [["a1", 1]]);
    });
});
