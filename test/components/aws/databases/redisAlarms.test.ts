import assert from "node:assert/strict";
import { nodeOf } from "../../../../components/aws/databases/redis";
import { redisAlarms } from "../../../../components/aws/databases/redisAlarms";

describe("the alarms of a cache", () => {
    it("watch replication where there is one", () => {
        const alarms = (replicated: boolean) => redisAlarms("cache-001", replicated).map(({ alarm }) => alarm);
        assert.deepEqual(alarms(false), ["CacheMemoryHigh", "CacheEvicting", "CacheEngineBusy"]);
        assert.deepEqual(alarms(true), [...alarms(false), "CacheReplicationLate"]);
    });

    it("find each node, also when one has gone and before one has come", () => {
        assert.equal(nodeOf("cache", ["cache-003", "cache-001"], 0), "cache-001");
        assert.equal(nodeOf("cache", ["cache-003", "cache-001"], 1), "cache-003");
        assert.equal(nodeOf("cache", ["cache-001"], 1), "cache-002");
    });
});
