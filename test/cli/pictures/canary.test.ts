import assert from "node:assert/strict";
import { canary } from "../../../cli/pictures/canary";
import { type ReportModel } from "../../../simulation/report/model";

const strategy = {
    canary: {
        analysis: { startingStep: 2 },
        steps: [
            { setWeight: 10 },
            { pause: { duration: "30s" } },
            { setWeight: 40 },
            { analysis: { templates: [] } },
            { setWeight: 100 },
        ],
    },
};

describe("the picture of a canary", () => {
    it("has the weights of the Rollout with their pauses, and a rollback from the step on that judges", () => {
        const object = {
            apiVersion: "argoproj.io/v1alpha1",
            kind: "Rollout",
            metadata: { name: "r" },
            spec: { strategy },
        };
        const graph = canary({ manifests: [{ object }] } as unknown as ReportModel);
        assert.deepEqual(
            graph.children.map((child) => ("lines" in child ? child.lines : [])),
            [
                ["New version", "beside the stable one"],
                ["10 %", "of the requests", "for 30s"],
                ["40 %", "of the requests"],
                ["Analysis", "accuracy, errors,", "latency"],
                ["100 %", "of the requests"],
                ["Rollback", "all requests to", "the stable version"],
            ],
        );
        assert.deepEqual(
            graph.edges.filter(({ to }) => to === "Rollback").map(({ from }) => from),
            ["40 %", "Analysis"],
        );
    });
});
