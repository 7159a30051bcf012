import assert from "node:assert/strict";
import { classMemoryGiB, postgresAlarms } from "../../../../components/aws/databases/postgresAlarms";

describe("the alarms of PostgreSQL", () => {
    const figures = (instanceClass: string, storageGiB = 100) =>
        Object.fromEntries(
            postgresAlarms("db", { instanceClass, storageGiB }).map(({ alarm, is }) => [alarm, Object.values(is)[0]]),
        );

    it("follow the size of the instance and its storage", () => {
        assert.equal(figures("db.m7g.large", 20)["DatabaseStorageLow"], 1024 ** 3);
        assert.equal(figures("db.m7g.xlarge")["DatabaseConnectionsHigh"], 1441);
        // RDS allows 5,000 at most.
        assert.equal(figures("db.r7g.16xlarge")["DatabaseConnectionsHigh"], 4000);
    });

    it("leave out what depends on a memory that the program does not know", () => {
        assert.equal(classMemoryGiB("db.x9z.large"), undefined);
        assert.deepEqual(Object.keys(figures("db.x9z.large")), ["DatabaseStorageLow", "DatabaseCpuHigh"]);
    });
});
