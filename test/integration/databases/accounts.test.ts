import assert from "node:assert/strict";
import { accountsSql } from "../../../components/addons/databaseAccounts/sql";
import { noteNotChecked } from "../notes";
import { postgresPrograms, PostgresServer, type PsqlResult } from "./postgresServer";

const administrator = "inference";

/** Users of the version of a password, as the stack file counts it. */
function loginsOf(version: number) {
    const login = (role: string) => ({
        login: `${role}_v${version}`,
        ...(version > 1 && { previousLogin: `${role}_v${version - 1}` }),
    });
    return { application: login("application"), mlflow: login("mlflow") };
}

describe("accounts of a managed PostgreSQL", function () {
    this.timeout(120_000);
    let server: PostgresServer;

    /** What the Job of this version does; `mark` tells its passwords from those of another run. */
    async function create(version: number, mark = ""): Promise<void> {
        const passwords = {
            APPLICATION_PASSWORD: `it's application ${version}${mark}`,
            MLFLOW_PASSWORD: `mlflow ${version}${mark}`,
        };
        const done = await server.psql(administrator, "master", "postgres", accountsSql(loginsOf(version)), passwords);
        assert.ok(done.ok, done.text);
    }

    const application = (version: number, sql: string, database = "inference") =>
        server.psql(`application_v${version}`, `it's application ${version}`, database, sql);
    const mlflow = (version: number, sql: string, database = "mlflow") =>
        server.psql(`mlflow_v${version}`, `mlflow ${version}`, database, sql);
    const fails = async (result: Promise<PsqlResult>, message: RegExp) => {
        const { ok, text } = await result;
        assert.equal(ok, false, `succeeded: ${text}`);
        assert.match(text, message);
    };

    before(async function () {
        const programs = postgresPrograms();
        if (programs === undefined) {
            noteNotChecked(
                "users and databases of PostgreSQL: no server below /usr/lib/postgresql (apt install postgresql)",
            );
            this.skip();
        }
        server = await PostgresServer.start(programs);
        const made = await server.psql(
            "rdsadmin",
            "superuser",
            "postgres",
            `CREATE ROLE ${administrator} LOGIN CREATEROLE CREATEDB PASSWORD 'master';\nCREATE DATABASE inference OWNER ${administrator};`,
        );
        assert.ok(made.ok, made.text);
        await create(1);
    });
    // The server is unset when the tests were skipped.
    after(() => (server as PostgresServer | undefined)?.stop());

    it("each have a database in which they create and read tables", async () => {
        for (const [account, name] of [
            [application, "inference"],
            [mlflow, "mlflow"],
        ] as const) {
            const { text } = await account(
                1,
                "CREATE TABLE t (x int); INSERT INTO t VALUES (42); SELECT x, current_database(), tableowner FROM t, pg_tables WHERE tablename = 't';",
            );
            assert.equal(text, `42|${name}|${account === application ? "application" : "mlflow"}`);
        }
    });

    it("cannot connect to each other's database", async () => {
        await fails(application(1, "SELECT * FROM t", "mlflow"), /permission denied for database "mlflow"/);
        await fails(mlflow(1, "SELECT * FROM t", "inference"), /permission denied for database "inference"/);
    });

    it("cannot create users, databases or extensions, nor become the administrator", async () => {
        await fails(application(1, "CREATE ROLE another LOGIN"), /permission denied to create role/);
        await fails(application(1, "CREATE DATABASE another"), /permission denied to create database/);
        await fails(application(1, "CREATE EXTENSION hstore"), /permission denied|not available/);
        await fails(application(1, `SET ROLE ${administrator}`), /permission denied to set role/);
        await fails(application(1, "SET ROLE mlflow"), /permission denied to set role/);
        await fails(application(1, "DROP DATABASE inference"), /must be owner|currently open/);
    });

    it("stay as they are when the Job runs again", async () => {
        await create(1);
        assert.equal((await application(1, "SELECT x FROM t")).text, "42");
    });

    it("get a new password beside the old one, and what the old user created", async () => {
        await create(2);
        assert.equal((await application(2, "ALTER TABLE t ADD y int; SELECT x FROM t")).text, "42");
        assert.equal((await application(1, "SELECT x FROM t")).text, "42", "pods that run keep their user");
        await fails(
            server.psql("application_v2", "it's application 1", "inference", "SELECT 1"),
            /password authentication failed/,
        );
    });

    it("lose the password before the previous one", async () => {
        await create(3);
        await fails(application(1, "SELECT 1"), /password authentication failed|not permitted to log in/);
        await fails(mlflow(1, "SELECT 1"), /password authentication failed|not permitted to log in/);
        assert.equal((await application(2, "SELECT x FROM t")).text, "42");
        assert.equal((await application(3, "SELECT x FROM t")).text, "42");
    });

    it("get the password of the secret also where the user is there already", async () => {
        await create(3, " again");
        await fails(application(3, "SELECT 1"), /password authentication failed/);
        await create(3);
        assert.equal((await application(3, "SELECT x FROM t")).text, "42");
    });
});
