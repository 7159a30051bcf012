import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { accountValuesOf, placesOf } from "../../../../simulation/output/gitops/accountValues";
import { simulate } from "../../../support/simulate";

describe("values of the simulated account", () => {
    it("are what the cloud computed, not what the program gave, each with the files that hold it", async () => {
        const { resources } = await simulate(
            () => void new aws.kms.Key("volumes", { description: "volumes of nodes" }),
        );
        const values = accountValuesOf(resources, "111122223333");
        const arn = resources.find(({ name }) => name === "volumes")?.outputs.arn as string;
        const places = placesOf(values, [
            { path: "a.yaml", text: `key: ${arn}` },
            { path: "b.yaml", text: "description: volumes of nodes" },
        ]);
        assert.ok(places.every(({ files }) => files.includes("a.yaml") && !files.includes("b.yaml")));
        assert.deepEqual(
            places.map(({ from }) => from).filter((from) => /arn|account/.test(from)),
            ["the number of the account", "aws:kms/key:Key volumes, arn"],
        );
    });
});
