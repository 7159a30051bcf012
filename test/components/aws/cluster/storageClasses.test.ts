import assert from "node:assert/strict";
import { simulateAws } from "../../../support/aws/awsSide";

describe("storage classes", () => {
    it("are gp3, encrypted with the volumes' key, one default among them", async () => {
        const run = await simulateAws("prod");
        const key = run.one("aws:kms/key:Key", "cluster-addons-volumes").outputs.arn;
        const classes = [run.object("StorageClass", "gp3"), run.object("StorageClass", "ssd-retain")];
        const shared = {
            apiVersion: "storage.k8s.io/v1",
            kind: "StorageClass",
            provisioner: "ebs.csi.aws.com",
            parameters: { type: "gp3", encrypted: "true", kmsKeyId: key },
            allowVolumeExpansion: true,
            volumeBindingMode: "WaitForFirstConsumer",
        };
        assert.deepEqual(
            classes.map(({ inputs }) => inputs),
            [
                {
                    ...shared,
                    metadata: {
                        name: "gp3",
                        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
                    },
                    reclaimPolicy: "Delete",
                },
                { ...shared, metadata: { name: "ssd-retain" }, reclaimPolicy: "Retain" },
            ],
        );
        const provider = run.one("pulumi:providers:kubernetes").urn;
        assert.ok(classes.every((storageClass) => storageClass.provider === provider));
        assert.equal(run.all("kubernetes:storage.k8s.io/v1:StorageClass").length, 2);
    });
});
