import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("copied models", () => {
    it("copy through the proxy, to the bucket's own hosts and nowhere else", async () => {
        const run = await render({ w: detector, x: detector });
        const entries = run.resources.filter(({ inputs }) => inputs.kind === "ServiceEntry");
        assert.equal(entries.length, 1, "one entry for all workloads of a namespace");
        assert.deepEqual(spec(run, "ServiceEntry", "models-bucket").hosts, [
            "test-models.s3.us-west-2.amazonaws.com",
            "s3.us-west-2.amazonaws.com",
        ]);
        const [sync] = spec(run, "Deployment", "w").template.spec.initContainers;
        assert.deepEqual(sync.args, ["m", "1", "models/m/1/", "any"]);
        assert.equal(run.dependsOn(run.object("Deployment", "w"), entries[0]!), true);
    });
});
