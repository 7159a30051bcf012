import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { objectStore } from "../../../../components/aws/storage/objectStore";

const inRegion = (region: string) => objectStore({ bucket: pulumi.output("models"), region });
const valueOf = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

describe("An S3 bucket as an object store", () => {
    const store = inRegion("us-west-2");

    it("is reached by the bucket's own host and by the region's, in every partition", async () => {
        assert.deepEqual(await valueOf(store.hosts), ["models.s3.us-west-2.amazonaws.com", store.host]);
        assert.equal(store.host, "s3.us-west-2.amazonaws.com");
        assert.equal(inRegion("cn-north-1").host, "s3.cn-north-1.amazonaws.com.cn");
    });

    it("names its objects by URI", async () => {
        assert.equal(await valueOf(store.uri("detector/1/")), "s3://models/detector/1/");
    });

    it("takes credentials from the pod's identity alone, never from the node", () => {
        assert.deepEqual(store.credentials, { kind: "identity" });
        assert.deepEqual(store.environment, {
            cli: { AWS_REGION: "us-west-2", AWS_RETRY_MODE: "standard", AWS_EC2_METADATA_DISABLED: "true" },
            python: { AWS_DEFAULT_REGION: "us-west-2" },
        });
    });

    it("is mounted read-only, below one prefix, with the pod's own identity and a bounded cache", async () => {
        const mount = store.mount?.({ handle: "ns-detector", prefix: "detector/", owner: 1001, cacheSize: "10Gi" });
        assert.deepEqual(await valueOf(pulumi.output(mount)), {
            mountOptions: ["read-only", "prefix detector/", "region us-west-2", "uid=1001", "gid=1001", "allow-other"],
            csi: {
                driver: "s3.csi.aws.com",
                volumeHandle: "ns-detector",
                volumeAttributes: {
                    bucketName: "models",
                    authenticationSource: "pod",
                    cache: "emptyDir",
                    cacheEmptyDirSizeLimit: "10Gi",
                },
            },
        });
    });
});
