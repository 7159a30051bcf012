import assert from "node:assert/strict";
import { accountsSql, passwordVariable } from "../../../../components/addons/databaseAccounts/sql";

describe("accountsSql", () => {
    it("holds no password: psql takes them from the environment", () => {
        const sql = accountsSql({ application: { login: "application_v1" }, mlflow: { login: "mlflow_v1" } });
        assert.deepEqual(sql.match(/\\getenv password .*/g), [
            "\\getenv password APPLICATION_PASSWORD",
            "\\getenv password MLFLOW_PASSWORD",
        ]);
        assert.deepEqual(sql.match(/PASSWORD :?'.*'/g), ["PASSWORD :'password'", "PASSWORD :'password'"]);
        assert.equal(passwordVariable("mlflow"), "MLFLOW_PASSWORD");
    });

    it("differs from password to password, so that each is a Job of its own", () => {
        const first = accountsSql({ application: { login: "application_v1" } });
        const second = accountsSql({ application: { login: "application_v2", previousLogin: "application_v1" } });
        assert.notEqual(first, second);
        assert.match(first, /rolname NOT IN \('application_v1'\)/);
        assert.match(second, /rolname NOT IN \('application_v2', 'application_v1'\)/);
    });

    it("says nothing of accounts that the stack does not have", () => {
        assert.doesNotMatch(accountsSql({ application: { login: "application_v1" } }), /mlflow/);
    });
});
