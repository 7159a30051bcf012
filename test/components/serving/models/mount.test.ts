import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("mounted models", () => {
    it("mount only the model's own prefix, read-only, for the pods' user and with their identity", async () => {
        const run = await render({ w: { ...detector, modelVolume: { kind: "mount" } } });
        const name = "ml-production-w-m";
        const volume = spec(run, "PersistentVolume", name);
        assert.deepEqual(volume.mountOptions, [
            "read-only",
            "prefix models/m/",
            "region us-west-2",
            "uid=1001",
            "gid=1001",
            "allow-other",
        ]);
        assert.deepEqual(volume.csi, {
            driver: "s3.csi.aws.com",
            volumeHandle: name,
            volumeAttributes: {
                bucketName: "test-models",
                authenticationSource: "pod",
                cache: "emptyDir",
                cacheEmptyDirSizeLimit: "20Gi",
            },
        });
        assert.deepEqual(volume.claimRef, { namespace: "ml-production", name });
        assert.equal(spec(run, "PersistentVolumeClaim", name).volumeName, name);
        const pod = spec(run, "Deployment", "w").template.spec;
        assert.equal("initContainers" in pod, false);
        assert.deepEqual(pod.containers[0].volumeMounts.at(-1), {
            name: "model-m",
            mountPath: "/models/m",
            readOnly: true,
        });
        // The driver's own pods read the bucket: the workload's need no way there.
        assert.equal(
            run.resources.some(({ inputs }) => inputs.kind === "ServiceEntry"),
            false,
        );
        const blocks = JSON.stringify(spec(run, "NetworkPolicy", "w").egress).match(/"cidr"/g);
        assert.equal(blocks, null);
    });
});
