import assert from "node:assert/strict";
import { strategies } from "../../../../components/serving/traffic/strategies";
import { trafficSchema, trafficStrategies } from "../../../../config/serving/traffic";

describe("traffic strategies", () => {
    it("are those that a stack file may name", () => {
        assert.deepEqual(Object.keys(strategies), [...trafficStrategies]);
    });

    it("own every key of traffic that is not for all of them", () => {
        const common = ["strategy", "timeoutSeconds", "tryTimeoutSeconds", "retries", "fault"];
        const special = Object.keys(trafficSchema.shape).filter((key) => !common.includes(key));
        const owned = new Set<string>(Object.values(strategies).flatMap(({ keys }) => keys));
        assert.deepEqual([...owned].sort(), special.sort());
    });

    it("send all requests somewhere: one destination, or weights that sum to 100", () => {
        const versions = { v1: { weight: 70 }, v2: { weight: 30 } };
        for (const strategy of trafficStrategies) {
            const traffic = trafficSchema.parse({ strategy, ...(strategy === "weighted" && { versions }) });
            const weights = strategies[strategy].destinations(traffic).map(({ weight = 100 }) => weight);
            assert.equal(
                weights.reduce((sum, weight) => sum + weight, 0),
                100,
                strategy,
            );
        }
    });

    it("describe a Rollout exactly where Argo Rollouts owns the pods", () => {
        for (const [name, strategy] of Object.entries(strategies)) {
            const described = strategy.rollout("w", trafficSchema.parse({})) !== undefined;
            assert.equal(described, strategy.controller.plain === "Rollout", name);
        }
    });
});
