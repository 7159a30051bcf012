import assert from "node:assert/strict";
import { type RecordedResource } from "../../../../simulation/recorded";
import { keyIn, someRegions, withReplicas } from "../../../support/aws/replicas";
import { type Simulated } from "../../../support/simulate";

describe("the storage of a region", () => {
    for (const regions of someRegions) {
        it(`keeps all of a replica there: ${regions.join(", ")}`, async () => {
            const run = await withReplicas(...regions);
            for (const region of regions) {
                const settings = regionBound(run, region);
                // The key and its alias; the access logs' bucket with six settings; the replica with seven.
                assert.equal(settings.length, 2 + 7 + 8);
                for (const { inputs, type } of settings) {
                    assert.equal(inputs.region, region, type);
                }
                assert.match(String(keyIn(run, region)), new RegExp(`^arn:aws:kms:${region}:`));
            }
        });
    }
});

/** Everything that is made for a replica and takes a region. */
function regionBound(run: Simulated, region: string): readonly RecordedResource[] {
    return run.resources.filter(
        ({ name, type, custom }) => custom && name.includes(region) && /^aws:(s3|kms)\//.test(type),
    );
}
