import assert from "node:assert/strict";
import {
    checkedInputs,
    createPreview,
    created,
    isAutoNamed,
    type Subject,
    updated,
    updatePreview,
} from "../../../simulation/plugin/resource";
import { isUnknown } from "../../../simulation/plugin/wire";
import { simulatedAccount } from "../../../simulation/providers";
import { secretWire as secret, UNKNOWN } from "../../../simulation/wire";

function subject(type: string, name = "models"): Subject {
    return { type, name, seed: `urn:pulumi:dev::p::${type}::${name}`, account: simulatedAccount("us-west-2") };
}

const bucket = subject("aws:s3/bucket:Bucket");
const template = subject("aws:ec2/launchTemplate:LaunchTemplate");

describe("checkedInputs", () => {
    it("generates a missing name, the same one each time", () => {
        const { bucket: name } = checkedInputs(bucket, { tags: {} });
        assert.match(String(name), /^models-[0-9a-f]{7}$/);
        assert.deepEqual(checkedInputs(bucket, { tags: {} }), { tags: {}, bucket: name });
        assert.equal(isAutoNamed(bucket, { bucket: name }), true);
    });

    it("keeps a given name, also one that is not known yet", () => {
        assert.deepEqual(checkedInputs(bucket, { bucket: "mine" }), { bucket: "mine" });
        assert.deepEqual(checkedInputs(bucket, { bucket: UNKNOWN }), { bucket: UNKNOWN });
        assert.equal(isAutoNamed(bucket, { bucket: "mine" }), false);
    });
});

describe("created", () => {
    it("returns id, inputs and computed outputs", () => {
        const { id, outputs } = created(bucket, { bucket: "mine", tags: { a: "b" } });
        assert.equal(id, "mine");
        assert.equal(outputs.arn, "arn:aws:s3:::mine");
        assert.deepEqual(outputs.tags, { a: "b" });
    });

    it("returns a secret input as a secret, also inside an object to which the API server adds fields", () => {
        const object = subject("kubernetes:core/v1:Secret", "s");
        const inputs = { metadata: { name: "s", labels: secret({ a: "b" }) }, stringData: secret({ key: "hunter22" }) };
        const { outputs } = created(object, inputs);
        assert.deepEqual(outputs.stringData, inputs.stringData);
        assert.deepEqual((outputs.metadata as typeof inputs.metadata).labels, secret({ a: "b" }));
        assert.equal((outputs.metadata as { uid: string }).uid.length, 36);
    });

    it("marks a computed value that contains a secret input", () => {
        const { outputs } = created(bucket, { bucket: secret("very-private-name") });
        assert.deepEqual(outputs.arn, secret("arn:aws:s3:::very-private-name"));
        assert.equal(outputs.requestPayer, "BucketOwner");
    });

    it("marks outputs that are always secret", () => {
        const { outputs } = created(subject("random:index/randomPassword:RandomPassword"), { length: 20 });
        assert.equal(Object.keys(outputs.result as object).length, 2);
        assert.equal((outputs.result as { value: string }).value.length, 20);
    });
});

describe("createPreview", () => {
    it("has the inputs and nothing else", () => {
        const outputs = createPreview(bucket, { bucket: "mine" });
        assert.equal(outputs.bucket, "mine");
        assert.equal(outputs.arn, UNKNOWN);
    });

    it("keeps the given part of an object and leaves the rest unknown", () => {
        const inputs = { metadata: { name: "ml", labels: UNKNOWN } };
        const outputs = createPreview(subject("kubernetes:core/v1:Namespace"), inputs);
        const metadata = outputs.metadata as Record<string, unknown>;
        assert.equal(metadata.name, "ml");
        assert.equal(metadata.uid, UNKNOWN);
        assert.equal(metadata.labels, UNKNOWN);
    });

    it("has the same outputs as the real create, so that a program never reads undefined", () => {
        for (const each of [bucket, template, subject("eks:index:Cluster"), subject("kubernetes:core/v1:Service")]) {
            assert.deepEqual(
                Object.keys(createPreview(each, {})).sort(),
                Object.keys(created(each, {}).outputs).sort(),
                each.type,
            );
        }
    });
});

describe("an update", () => {
    const before = created(template, { name: "nodes", imageId: "a" }).outputs;

    it("increments counters, which are unknown at preview", () => {
        assert.equal(before.latestVersion, 1);
        assert.equal(updatePreview(template, { name: "nodes", imageId: "b" }, before).latestVersion, UNKNOWN);
        const after = updated(template, { name: "nodes", imageId: "b" }, before);
        assert.equal(after.latestVersion, 2);
        assert.equal(updated(template, { name: "nodes", imageId: "c" }, after).latestVersion, 3);
    });

    it("keeps unchanged outputs", () => {
        const preview = updatePreview(template, { name: "nodes", imageId: "b" }, before);
        assert.equal(preview.arn, before.arn);
        assert.equal(preview.imageId, "b");
    });

    it("leaves outputs unknown that depend on an unknown input", () => {
        const old = created(bucket, { bucket: "mine" }).outputs;
        const preview = updatePreview(bucket, { bucket: UNKNOWN }, old);
        assert.ok(isUnknown(preview.bucket));
        assert.ok(isUnknown(preview.arn));
        assert.equal(preview.requestPayer, "BucketOwner");
    });
});
