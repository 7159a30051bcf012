import assert from "node:assert/strict";
import { type PolicyResource, type ResourceValidationArgs } from "@pulumi/policy";
import { isLeftToItsParts, resourceOf, stackResourceOf } from "../../../policy/engine/resources";
import { UNKNOWN } from "../../../policy/model/unknown";

const args = (type: string, props: object) =>
    ({ urn: "urn:a", type, name: "a", props, opts: { protect: true } }) as unknown as ResourceValidationArgs;
const seen = (type: string, props: object, more: object = {}) =>
    ({ ...args(type, props), dependencies: [], propertyDependencies: {}, ...more }) as unknown as PolicyResource;

describe("resources as the engine shows them", () => {
    it("keep their properties and protection", () => {
        assert.deepEqual(resourceOf(args("aws:s3/bucket:Bucket", { bucket: "b" })), {
            urn: "urn:a",
            type: "aws:s3/bucket:Bucket",
            name: "a",
            props: { bucket: "b" },
            opts: { protect: true },
        });
    });

    it("keep ID, parent, provider and dependencies by URN once all are registered", () => {
        const other = { urn: "urn:b" } as PolicyResource;
        const more = {
            dependencies: [other],
            propertyDependencies: { bucket: [other] },
            parent: other,
            provider: other,
        };
        const { dependencies, propertyDependencies, parent, provider, id } = stackResourceOf(
            seen("aws:s3/bucketPolicy:BucketPolicy", { id: "p" }, more),
        );
        assert.deepEqual(
            [dependencies, propertyDependencies, parent, provider, id],
            [["urn:b"], { bucket: ["urn:b"] }, "urn:b", "urn:b", "p"],
        );
    });

    it("are unknown throughout while the cluster that holds them does not exist", () => {
        const { props } = stackResourceOf(seen("kubernetes:core/v1:Namespace", {}));
        assert.deepEqual([props.metadata, props.spec], [UNKNOWN, UNKNOWN]);
        assert.deepEqual(stackResourceOf(seen("aws:s3/bucket:Bucket", {})).props, {});
    });

    it("hide their arguments as components of older SDKs, whose parts are judged instead where they show", () => {
        assert.equal(isLeftToItsParts(args("eks:index:Cluster", {})), true);
        assert.equal(isLeftToItsParts(args("eks:index:Cluster", { version: "1.36" })), false);
        assert.equal(isLeftToItsParts(args("eks:index:NodeGroup", {})), false);
        assert.equal(resourceOf(args("eks:index:NodeGroupV2", {})).props.instanceType, UNKNOWN);
    });
});
