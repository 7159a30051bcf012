import assert from "node:assert/strict";
import { imageCacheFaults } from "../../../../components/aws/images/imageCacheFaults";

const cache = { scanOnPush: true, credentials: {} };
const secretIn = (region: string) =>
    `arn:aws:secretsmanager:${region}:111122223333:secret:ecr-pullthroughcache/docker-hub-a1b2c3`;

describe("faults of images.cache", () => {
    it("finds none without a cache, and none in a plain one", () => {
        assert.deepEqual(imageCacheFaults({ stack: "prod", region: "cn-north-1", images: {} }), []);
        assert.deepEqual(imageCacheFaults({ stack: "prod", region: "us-west-2", images: { cache } }), []);
    });

    it("lists everything that ECR would refuse or that has no effect", () => {
        const images = {
            mirror: "registry.example.com/mirror",
            cache: { ...cache, credentials: { "docker.io": secretIn("us-east-1") } },
        };
        assert.deepEqual(imageCacheFaults({ stack: "team-production-west", region: "cn-north-1", images }), [
            {
                path: "images.cache",
                reason: "is for regions of the partition aws, and cn-north-1 is in aws-cn, where ECR takes no accounts of other registries: copy the images into a registry there and set images.mirror",
            },
            {
                path: "images.cache",
                reason: "is set beside images.mirror, which already replaces every registry: remove one of them",
            },
            {
                path: "images.cache.prefix",
                reason: `is missing: the stack's name, "team-production-west", is its default, and ECR takes at most 14 characters before a registry's name: set a shorter one`,
            },
            {
                path: "images.cache.credentials.docker.io",
                reason: "is a secret of us-east-1: ECR reads it in the stack's region, cn-north-1",
            },
        ]);
    });

    it("lets a long stack name take a prefix of its own", () => {
        const images = { cache: { ...cache, prefix: "images" } };
        assert.deepEqual(imageCacheFaults({ stack: "team-production-west", region: "us-west-2", images }), []);
    });
});
