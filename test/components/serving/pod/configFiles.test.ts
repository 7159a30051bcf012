import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-return -- rendered objects of many shapes */

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("the files of a workload", () => {
    it("are new pods when a file of theirs changes, and not otherwise", async () => {
        const hash = async (workload: object) =>
            spec(await render({ w: workload }), "Deployment", "w").template.metadata.annotations[
                "inference-platform/config-hash"
            ];
        const before = await hash(app);
        assert.equal(await hash({ ...app, scaling: { min: 3 } }), before);
        assert.notEqual(await hash({ ...app, features: { caching: true } }), before);
    });
});
