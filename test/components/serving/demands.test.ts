import assert from "node:assert/strict";
import { servingDemands } from "../../../components/serving/demands";
import { type ServingConfig } from "../../../config/serving/serving";
import { loadWorkloads } from "../../support/serving/render";

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

function demandOf(changes: object, scratch: readonly string[] = []) {
    const config = loadWorkloads({ w: { ...app, ...changes } }).workloads.w as ServingConfig;
    const [demand, ...more] = servingDemands("w", config, { scratch });
    assert.deepEqual(more, []);
    return demand!;
}

describe("what a workload's pods ask of nodes", () => {
    it("is the fewest pods of all its versions", () => {
        assert.equal(demandOf({ scaling: { min: 3, max: 9 } }).pods, 3);
        const versions = { v1: { weight: 80 }, v2: { weight: 20 } };
        assert.equal(demandOf({ scaling: { min: 3, max: 9 }, traffic: { strategy: "weighted", versions } }).pods, 5);
    });

    const scaling = { min: 10, max: 20 };
    const rollouts: readonly (readonly [what: string, changes: object, pods: number])[] = [
        ["one pod more, which is ready before an old one goes", {}, 1],
        ["a share of the surge, rounded up", { rollingUpdate: { maxSurge: "21%" } }, 3],
        ["the surge of the stack file", { rollingUpdate: { maxUnavailable: 1, maxSurge: 2 } }, 2],
        ["none where each pod keeps its volume", { modelVolume: { kind: "persistent-cache" } }, 0],
        [
            "the surge of each version",
            { traffic: { strategy: "weighted", versions: { v1: { weight: 50 }, v2: { weight: 50 } } } },
            2,
        ],
        [
            "as many pods again with progressive, whose stable version stays",
            { traffic: { strategy: "progressive" } },
            10,
        ],
        // 50 -> 100: all new pods start while the old ones still have half of the requests.
        ["those of the largest step where it shrinks", { traffic: { strategy: "progressive", shrinkStable: true } }, 5],
        [
            "fewer with smaller steps",
            {
                traffic: {
                    strategy: "progressive",
                    shrinkStable: true,
                    steps: [25, 50, 75, 100].map((weight) => ({ weight })),
                },
            },
            // Rounded up on either side: 3 and 8, at 75 and 100 %.
            3,
        ],
        ["as many pods again with blue-green", { traffic: { strategy: "blue-green" } }, 10],
    ];
    for (const [what, changes, pods] of rollouts) {
        it(`is, while a new version takes over, ${what}`, () => {
            assert.equal(demandOf({ scaling, ...changes }).rolloutPods, pods);
        });
    }

    it("is disk for copied models, folders, /tmp and logs", () => {
        const models = { m: { versions: [1] } };
        assert.equal(demandOf({ models, modelVolume: { kind: "sync", size: "30Gi" } }, ["2Gi"]).localGiB, 34);
        assert.equal(demandOf({ models, modelVolume: { kind: "mount", size: "30Gi" } }, ["2Gi"]).localGiB, 4);
        assert.equal(demandOf({}).localGiB, 2);
    });
});
