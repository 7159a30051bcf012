import assert from "node:assert/strict";
import { type RecordedResource } from "../../../simulation/recorded";
import { type Simulated } from "../simulate";

export const bucketType = "aws:s3/bucket:Bucket";

/** The one setting of a bucket of the given kind. */
export function setting(run: Simulated, kind: string, bucket: RecordedResource): RecordedResource {
    const type = `aws:s3/bucket${kind}:Bucket${kind}`;
    const found = run.all(type, ({ inputs }) => inputs.bucket === bucket.outputs.bucket);
    assert.equal(found.length, 1, `${kind} of ${bucket.name}`);
    return found[0]!;
}

/** Whether a bucket holds the access logs of others. */
export function isAccessLogs({ name }: RecordedResource): boolean {
    return name.endsWith("access-logs");
}
