import { execFile, type ExecFileOptions } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { freePorts } from "../cluster/processes";

const run = promisify(execFile);

/** Where Debian's packages put the programs of each version. */
const installed = "/usr/lib/postgresql";

/** `nobody`: the server refuses to run as root, as whom CI runs. */
const unprivileged = 65534;

/** Folder of the newest PostgreSQL server on this machine; undefined when there is none. */
export function postgresPrograms(): string | undefined {
    const versions = existsSync(installed) ? readdirSync(installed).map(Number).filter(Number.isInteger) : [];
    return versions
        .sort((a, b) => b - a)
        .map((version) => path.join(installed, String(version), "bin"))
        .find((folder) => existsSync(path.join(folder, "initdb")));
}

export interface PsqlResult {
    readonly ok: boolean;
    /** Rows, unaligned; of a failure what psql says. */
    readonly text: string;
}

/** A real PostgreSQL on loopback that asks for passwords, with an administrator who is not a superuser, as RDS has one. */
export class PostgresServer {
    private constructor(
        private readonly programs: string,
        private readonly folder: string,
        private readonly port: number,
    ) {}

    public static async start(programs: string): Promise<PostgresServer> {
        const [port = 0] = await freePorts(1);
        const folder = mkdtempSync(path.join(os.tmpdir(), "postgres-"));
        const server = new PostgresServer(programs, folder, port);
        const password = path.join(folder, "password");
        writeFileSync(password, "superuser");
        chmodSync(password, 0o644);
        if (process.getuid?.() === 0) {
            chownSync(folder, unprivileged, unprivileged);
        }
        const data = path.join(folder, "data");
        await server.program("initdb", [
            ...["--pgdata", data, "--username", "rdsadmin", "--auth", "scram-sha-256", "--pwfile", password],
            "--no-sync",
        ]);
        const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off`;
        await server.program("pg_ctl", ["-D", data, "-w", "-l", path.join(folder, "log"), "-o", options, "start"]);
        return server;
    }

    public async stop(): Promise<void> {
        await this.program("pg_ctl", ["-D", path.join(this.folder, "data"), "-m", "immediate", "stop"]);
        rmSync(this.folder, { recursive: true, force: true });
    }

    /** Runs a script as psql does in a pod: it ends at the first error, and passwords come from the environment. */
    public async psql(
        user: string,
        password: string,
        database: string,
        script: string,
        environment: Readonly<Record<string, string>> = {},
    ): Promise<PsqlResult> {
        const file = path.join(mkdtempSync(path.join(this.folder, "script-")), "script.sql");
        writeFileSync(file, script);
        const env = {
            ...process.env,
            ...environment,
            ...{
                PGHOST: "127.0.0.1",
                PGPORT: `${this.port}`,
                PGUSER: user,
                PGPASSWORD: password,
                PGDATABASE: database,
            },
        };
        const args = [
            "--no-psqlrc",
            "--tuples-only",
            "--no-align",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            `--file=${file}`,
        ];
        try {
            return { ok: true, text: (await run("psql", args, { env })).stdout.trim() };
        } catch (error) {
            return { ok: false, text: String((error as { stderr?: string }).stderr) };
        }
    }

    private async program(name: string, args: readonly string[]): Promise<void> {
        const options: ExecFileOptions =
            process.getuid?.() === 0
                ? { uid: unprivileged, gid: unprivileged, cwd: this.folder }
                : { cwd: this.folder };
        await run(path.join(this.programs, name), [...args], options);
    }
}
