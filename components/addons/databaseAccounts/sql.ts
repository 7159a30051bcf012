import { accountDatabases, type DatabaseAccount, databaseAccounts } from "../../../config/dataStores";
import { type DatabaseLogin } from "../../platform";

type Login = Pick<DatabaseLogin, "login" | "previousLogin">;

/** Environment variable with the password of an account's current user. */
export function passwordVariable(account: string): string {
    return `${account.toUpperCase()}_PASSWORD`;
}

/**
 * A script for psql that brings every account to what it should be, however often it runs: a role that owns what the account
 * creates, the user that logs in as it, a database that no other account can connect to. Passwords come from the environment.
 * It needs a user who may create roles and databases, not a superuser: RDS has none.
 */
export function accountsSql(accounts: Readonly<Partial<Record<DatabaseAccount, Login>>>): string {
    return databaseAccounts
        .flatMap((account) => {
            const login = accounts[account];
            return login === undefined ? [] : [accountSql(account, login)];
        })
        .join("\n");
}

function accountSql(role: DatabaseAccount, { login, previousLogin }: Login): string {
    const database = accountDatabases[role];
    const kept = [login, ...(previousLogin === undefined ? [] : [previousLogin])].map((name) => `'${name}'`).join(", ");
    return `-- ${role}
\\getenv password ${passwordVariable(role)}
SELECT 'CREATE ROLE ${role}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') \\gexec
SELECT 'CREATE ROLE ${login}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${login}') \\gexec
ALTER ROLE ${login} LOGIN PASSWORD :'password';
GRANT ${role} TO ${login};
-- What one user creates, the next one owns too.
ALTER ROLE ${login} SET role = '${role}';
-- Users of passwords before the previous one.
SELECT format('ALTER ROLE %I NOLOGIN PASSWORD NULL', rolname) FROM pg_roles
    WHERE rolname ~ '^${role}_v[0-9]+$' AND rolname NOT IN (${kept}) \\gexec
SELECT 'CREATE DATABASE ${database}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${database}') \\gexec
REVOKE ALL ON DATABASE ${database} FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${role};
\\connect ${database}
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO ${role};
`;
}
