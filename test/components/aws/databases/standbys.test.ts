import assert from "node:assert/strict";
import { standbys } from "../../../../components/aws/databases/standbys";
import { dataStoresSchema } from "../../../../config/dataStores";

/** Standbys of PostgreSQL and of Redis with these settings. */
function standbysOf(environment: "production" | "development", postgres: object = {}, redis: object = {}): number[] {
    const managed = { kind: "managed" };
    const config = dataStoresSchema.parse({ postgres: { ...managed, ...postgres }, redis: { ...managed, ...redis } });
    assert.ok(config.postgres?.kind === "managed" && config.redis?.kind === "managed");
    return [standbys.postgres(config.postgres, environment), standbys.redis(config.redis, environment)];
}

describe("standbys of data stores", () => {
    it("are one in production and none in development", () => {
        assert.deepEqual(standbysOf("production"), [1, 1]);
        assert.deepEqual(standbysOf("development"), [0, 0]);
    });

    it("are what the stack file sets, in either environment", () => {
        assert.deepEqual(standbysOf("production", { multiZone: false }, { replicas: 0 }), [0, 0]);
        assert.deepEqual(standbysOf("development", { multiZone: true }, { replicas: 2 }), [1, 2]);
    });
});
