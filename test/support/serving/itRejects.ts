import assert from "node:assert/strict";
import { faultsOf } from "./render";

/** A workload `w` with settings that cannot work, the key that is named, and the whole reason. */
export type Rejected = readonly [workload: object, path: string, reason: string];

/** One test per workload: it has exactly this one fault. */
export function itRejects(rejected: readonly Rejected[]): void {
    for (const [workload, path, reason] of rejected) {
        it(`rejects: ${path} ${reason}`, () => {
            assert.deepEqual(faultsOf({ w: workload }), [{ path: `workloads.w.${path}`, reason }]);
        });
    }
}
