import assert from "node:assert/strict";
import { partitionOf, endpointService } from "../../../components/aws/regions";

describe("partitionOf", () => {
    it("finds the partition of a region", () => {
        assert.deepEqual(["us-west-2", "us-gov-west-1", "cn-north-1"].map(partitionOf), [
            "aws",
            "aws-us-gov",
            "aws-cn",
        ]);
    });
});

describe("endpointService", () => {
    it("follows China's own prefix, except for S3", () => {
        assert.equal(endpointService("us-west-2", "ecr.api"), "com.amazonaws.us-west-2.ecr.api");
        assert.equal(endpointService("cn-north-1", "ecr.api"), "cn.com.amazonaws.cn-north-1.ecr.api");
        for (const service of ["s3", "logs", "elasticloadbalancing", "secretsmanager", "ssm"]) {
            assert.equal(endpointService("cn-north-1", service), `com.amazonaws.cn-north-1.${service}`);
        }
    });
});
