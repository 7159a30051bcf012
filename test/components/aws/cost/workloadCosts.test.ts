import assert from "node:assert/strict";
import { diskGiB } from "../../../../components/aws/nodes/nodeGroupFacts";
import { pricesFor } from "../../../../components/aws/cost/prices";
import { workloadCosts } from "../../../../components/aws/cost/workloadCosts";
import { type PodDemand } from "../../../../config/workload";
import { fakeConfig } from "../../../support/fakePlatform";

const config = fakeConfig();
const prices = pricesFor(config.prices);
const demand = (changes: Partial<PodDemand>): PodDemand => ({
    path: "workloads.w",
    gpus: 0,
    cpu: 0.1,
    memoryGiB: 0.1,
    capacity: "on-demand",
    ...changes,
});
const costs = (...demands: PodDemand[]) => workloadCosts(config, demands, [], prices);

describe("the cost of a workload", () => {
    it("is that of whole nodes for pods that take all of a node's GPUs", () => {
        const { w } = costs(demand({ accelerator: "t4", gpus: 1, pods: 1, maxPods: 3 }));
        const node =
            (prices.instance("g4dn.xlarge") ?? 0) * 730 +
            diskGiB(config.nodeGroups["gpu-t4"]!) * prices.units.volumeGiBMonth;
        assert.ok(Math.abs((w?.withoutLoad ?? 0) - node) < 0.01, String(w?.withoutLoad));
        assert.ok(Math.abs((w?.atMaximum ?? 0) - 3 * node) < 0.01);
    });

    it("is the greatest share of a node, so a pod with more memory costs more", () => {
        const small = costs(demand({ pods: 1, maxPods: 1 })).w;
        const large = costs(demand({ pods: 1, maxPods: 1, memoryGiB: 2 })).w;
        assert.ok((small?.withoutLoad ?? 0) > 0 && (large?.withoutLoad ?? 0) > (small?.withoutLoad ?? 0));
    });

    it("is the sum over its versions, and nothing for jobs, add-ons and pods that fit nowhere", () => {
        const one = demand({ pods: 1, maxPods: 1 });
        assert.equal(costs(one, one).w?.withoutLoad, 2 * (costs(one).w?.withoutLoad ?? 0));
        assert.deepEqual(costs(demand({})), {});
        assert.deepEqual(costs({ ...one, path: "addons.warmCapacity.t4" }), {});
        assert.deepEqual(costs({ ...one, cpu: 10_000 }), {});
    });
});
