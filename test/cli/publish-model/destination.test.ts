import assert from "node:assert/strict";
import { bucketIn, destinationOf } from "../../../cli/publish-model/destination";
import { temporaryFolder } from "../../support/temporary";

describe("bucketIn", () => {
    it("finds the bucket among the stack's outputs", () => {
        const outputs = JSON.stringify({ buckets: { "us-west-2": { models: "inference-test-models" } } });
        assert.equal(bucketIn(outputs, "us-west-2"), "inference-test-models");
        assert.equal(bucketIn(outputs, "eu-west-1"), undefined);
        assert.equal(bucketIn("{}", "us-west-2"), undefined);
    });
});

describe("destinationOf a stack on an existing cluster", () => {
    const folder = temporaryFolder();
    const destination = (platform: string) => {
        folder.write(
            "Pulumi.mine.yaml",
            [
                "config:",
                "  inference-platform:platform:",
                "    kind: existing",
                "    context: kind-inference",
                "    nodes: { node: { count: 1, cpu: 4, memoryGiB: 8 } }",
                platform,
            ].join("\n"),
        );
        const { served: _served, cluster, ...rest } = destinationOf(folder.path, "mine");
        return { ...rest, inCluster: cluster !== undefined };
    };

    it("is the S3 server in the cluster", () => {
        assert.deepEqual(destination(""), {
            readOnly: false,
            region: "us-east-1",
            bucket: "models",
            inCluster: true,
        });
    });

    it("is the object store that the stack file names, with the credentials of who publishes", () => {
        const store =
            "    objectStore: { endpoint: https://s3.example.com, region: eu-1, " +
            "credentials: { read: reader }, buckets: { models: team-models } }";
        assert.deepEqual(destination(store), {
            readOnly: false,
            region: "eu-1",
            endpoint: "https://s3.example.com",
            bucket: "team-models",
            inCluster: false,
        });
    });
});
