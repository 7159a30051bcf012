import assert from "node:assert/strict";
import fc from "fast-check";
import { bucketName } from "../../../../components/aws/storage/bucketName";
import { storeNames } from "../../../../config/names";

describe("bucketName", () => {
    const anyName = fc.record({
        stack: fc.stringMatching(/^[A-Za-z0-9_.-]{1,100}$/),
        store: fc.constantFrom(...storeNames, "access-logs"),
        accountId: fc.stringMatching(/^\d{12}$/),
        region: fc.constantFrom("us-west-2", "ap-southeast-2", "us-gov-east-1", "ap-northeast-3"),
    });

    it("says what it is where there is room", () => {
        const parts = { stack: "prod", store: "models", accountId: "111122223333", region: "us-west-2" };
        assert.equal(bucketName(parts), "inference-prod-models-111122223333-us-west-2");
    });

    it("is always a name that S3 takes", () => {
        fc.assert(
            fc.property(anyName, (parts) => {
                const name = bucketName(parts);
                assert.match(name, /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
                assert.ok(name.endsWith(`-${parts.store}-${parts.accountId}-${parts.region}`));
            }),
        );
    });

    it("tells stacks apart whose names differ only where buckets cannot", () => {
        const name = (stack: string) =>
            bucketName({ stack, store: "models", accountId: "111122223333", region: "us-west-2" });
        const names = ["team-a", "team_a", "team.a", "Team-a", "TEAM-A", "x".repeat(40), "x".repeat(41)].map(name);
        assert.equal(new Set(names).size, names.length);
    });
});
