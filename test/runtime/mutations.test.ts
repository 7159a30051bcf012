import assert from "node:assert/strict";
import { type KubeObject } from "../integration/cluster/types";
import { describeMutation, mutated, type Mutation, mutationScore, shareOf } from "./mutations";

const route: KubeObject = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "model", namespace: "ml" },
    spec: { hosts: ["model"], http: [{ name: "main", route: [{ weight: 80 }, { weight: 20 }] }] },
};

function mutation(path: Mutation["path"], to?: unknown): Mutation {
    return { kind: "VirtualService", namespace: "ml", name: "model", path, to, breaks: "splits" };
}

function specOf(change: Mutation): unknown {
    return mutated([route], change)["spec"];
}

describe("a mutation of a rendered object", () => {
    it("sets a field of the list item with the name, and leaves the original as it is", () => {
        assert.deepEqual(specOf(mutation(["spec", "http", "main", "route", 0, "weight"], 50)), {
            hosts: ["model"],
            http: [{ name: "main", route: [{ weight: 50 }, { weight: 20 }] }],
        });
        assert.equal(JSON.stringify(route).includes("50"), false);
    });

    it("adds a field where there was none", () => {
        assert.deepEqual(specOf(mutation(["spec", "http", "main", "route", 1, "headers"], {})), {
            hosts: ["model"],
            http: [{ name: "main", route: [{ weight: 80 }, { weight: 20, headers: {} }] }],
        });
    });

    it("removes a field, and an item of a list", () => {
        assert.deepEqual(specOf(mutation(["spec", "hosts"])), { http: (route["spec"] as { http: unknown }).http });
        assert.deepEqual(specOf(mutation(["spec", "http", "main"])), { hosts: ["model"], http: [] });
    });

    it("makes the wrong value of the right one", () => {
        const change = mutation(["spec", "http", "main", "route", 0, "weight"], (weight: number) => weight / 2);
        assert.deepEqual(specOf(change), {
            hosts: ["model"],
            http: [{ name: "main", route: [{ weight: 40 }, { weight: 20 }] }],
        });
        assert.equal(describeMutation(change), "VirtualService ml/model: spec.http.main.route.0.weight changed");
    });

    it("is refused where it would change nothing, so that a renamed object or route is noticed", () => {
        const faults: readonly [Mutation, string][] = [
            [{ ...mutation(["spec"], 1), name: "other" }, "VirtualService ml/other: spec = 1: no such object"],
            [
                mutation(["spec", "tcp", 0, "match"], 1),
                'VirtualService ml/model: spec.tcp.0.match = 1: nothing at "tcp"',
            ],
            [
                mutation(["spec", "http", "mian", "route"], []),
                'VirtualService ml/model: spec.http.mian.route = []: nothing at "mian"',
            ],
            [
                mutation(["spec", "http", "main", "route", 0, "weight"], 80),
                "VirtualService ml/model: spec.http.main.route.0.weight = 80: changes nothing",
            ],
            [mutation(["spec", "http", "mian"]), 'VirtualService ml/model: spec.http.mian removed: nothing at "mian"'],
            [mutation(["spec", "tls"]), "VirtualService ml/model: spec.tls removed: changes nothing"],
        ];
        for (const [fault, message] of faults) {
            assert.throws(() => mutated([route], fault), { message });
        }
    });
});

describe("the mutations of several stacks", () => {
    const some = (count: number, stacks?: Mutation["stacks"]): Mutation[] =>
        Array.from({ length: count }, (_, i) => ({ ...mutation([i]), ...(stacks !== undefined && { stacks }) }));
    const all = [...some(4), ...some(5, ["dev"]), ...some(1, ["prod"]), ...some(2)];

    it("are each tried once, on a stack that has the object, and as many on each as can be", () => {
        const [dev, prod] = (["dev", "prod"] as const).map((stack) => shareOf(stack, ["dev", "prod"], all));
        assert.deepEqual(new Set([...dev!, ...prod!]), new Set(all));
        assert.deepEqual([dev!.length, prod!.length], [6, 6]);
        assert.ok(dev!.every(({ stacks = ["dev"] }) => stacks.includes("dev")));
        assert.ok(prod!.every(({ stacks = ["prod"] }) => stacks.includes("prod")));
    });

    it("are all that it has where one stack runs alone, in the order of the list", () => {
        assert.deepEqual(
            shareOf("prod", ["prod"], all),
            all.filter(({ stacks = ["prod"] }) => stacks.includes("prod")),
        );
    });
});

describe("the score of a tier", () => {
    it("names each mutation that no test noticed", () => {
        const [noticed, survivor] = [mutation(["spec", "http"]), mutation(["spec", "hosts"])];
        assert.equal(
            mutationScore(
                new Map([
                    [noticed, true],
                    [survivor, false],
                ]),
            ),
            `mutations noticed: 1 of 2\n    not noticed by "splits": ${describeMutation(survivor)}`,
        );
    });
});
