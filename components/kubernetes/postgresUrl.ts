import * as pulumi from "@pulumi/pulumi";

/** Where pods find the certificates by which clients verify PostgreSQL's server. */
const authoritiesFolder = "/etc/postgresql-authorities";

/** Key of the Secret, and name of the file, with these certificates. */
export const authoritiesFile = "ca.pem";

export interface PostgresUrlArgs {
    /** With the driver where the client wants one: `postgresql+psycopg2`. */
    readonly scheme: string;
    /** User and password, encoded for URLs. */
    readonly username: string;
    readonly password: string;
    readonly host: pulumi.Input<string>;
    readonly port: number;
    readonly database: string;
    /** Certificates of the server's authorities are in the pod. */
    readonly verified: boolean;
}

/**
 * Address of a PostgreSQL database, always over TLS; `verify-full` also refuses another server in its place. Source: PostgreSQL,
 * libpq, protection provided in different modes.
 */
export function postgresUrl({ scheme, username, password, verified, ...to }: PostgresUrlArgs): pulumi.Output<string> {
    const tls = verified ? `verify-full&sslrootcert=${authoritiesFolder}/${authoritiesFile}` : "require";
    return pulumi.interpolate`${scheme}://${username}:${password}@${to.host}:${to.port}/${to.database}?sslmode=${tls}`;
}

/** Volume with the certificates, from the Secret that also has the address. */
export function authoritiesVolume(secretName: string) {
    const name = "postgresql-authorities";
    return {
        volume: { name, secret: { secretName, items: [{ key: authoritiesFile, path: authoritiesFile }] } },
        mount: { name, mountPath: authoritiesFolder, readOnly: true },
    };
}
