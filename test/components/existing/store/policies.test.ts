import assert from "node:assert/strict";
import { bucketPolicies } from "../../../../components/existing/store/policies";

describe("bucketPolicies", () => {
    it("let an account list and read below its prefix, and nothing else", () => {
        const { models } = bucketPolicies([
            { name: "sample", access: [{ kind: "read-objects", store: "models", prefix: "models/sample/" }] },
        ]);
        assert.deepEqual(models?.Statement, [
            {
                Effect: "Allow",
                Principal: ["sample"],
                Action: ["s3:ListBucket"],
                Resource: "arn:aws:s3:::models",
                Condition: { StringLike: { "s3:prefix": ["models/sample/*"] } },
            },
            {
                Effect: "Allow",
                Principal: ["sample"],
                Action: ["s3:GetObject"],
                Resource: "arn:aws:s3:::models/models/sample/*",
            },
        ]);
    });

    it("let who adds objects delete none", () => {
        const actions = (kind: "add-objects" | "write-objects") =>
            bucketPolicies([
                { name: "a", access: [{ kind, store: "results", prefix: "" }] },
            ]).results?.Statement.flatMap(({ Action }) => Action) ?? [];
        assert.equal(actions("add-objects").includes("s3:DeleteObject"), false);
        assert.equal(actions("write-objects").includes("s3:DeleteObject"), true);
    });

    it("are those of every account, by bucket in a fixed order", () => {
        const policies = bucketPolicies([
            { name: "b", access: [{ kind: "write-objects", store: "results", prefix: "out/" }] },
            {
                name: "a",
                access: [
                    { kind: "read-objects", store: "models", prefix: "models/a/" },
                    { kind: "add-objects", store: "results", prefix: "a/" },
                ],
            },
        ]);
        const principals = Object.entries(policies).map(([bucket, { Statement }]) => [
            bucket,
            [...new Set(Statement.flatMap(({ Principal }) => Principal))],
        ]);
        assert.deepEqual(principals, [
            ["models", ["a"]],
            ["results", ["b", "a"]],
        ]);
    });

    it("are none for a bucket that no account uses", () => {
        assert.deepEqual(bucketPolicies([]), {});
    });
});
