import assert from "node:assert/strict";
import { installCrds } from "../integration/cluster/crds";
import { type KubeObject } from "../integration/cluster/types";

const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "queues.example.com" },
    spec: {
        group: "example.com",
        names: { kind: "Queue" },
        versions: [
            { name: "v1", served: true },
            { name: "v1alpha1", served: false },
        ],
    },
};

/** An API server that serves a definition at once, and whose discovery tells of it after some discoveries. */
class LateDiscovery {
    readonly asked = new Set<string>();
    private discoveries = 0;

    constructor(private readonly late: number) {}

    apply(object: KubeObject) {
        return Promise.resolve({ status: 201, body: object, warnings: [] });
    }

    read<T = KubeObject>(object: KubeObject): Promise<T | undefined> {
        const status = { conditions: [{ type: "Established", status: "True" }] };
        return Promise.resolve({ ...object, status } as T);
    }

    rediscover(): void {
        this.discoveries += 1;
    }

    knows({ apiVersion, kind }: Pick<KubeObject, "apiVersion" | "kind">): Promise<boolean> {
        this.asked.add(`${apiVersion} ${kind}`);
        return Promise.resolve(this.discoveries > this.late);
    }
}

describe("definitions of a test's cluster", () => {
    it("are installed when discovery tells of every kind that they serve", async () => {
        const server = new LateDiscovery(3);
        await installCrds(server, [definition]);
        assert.equal(await server.knows(definition), true);
        assert.deepEqual(
            [...server.asked],
            ["example.com/v1 Queue", "apiextensions.k8s.io/v1 CustomResourceDefinition"],
        );
    });
});
