import { execFile } from "node:child_process";
import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type Authority, createAuthority, issueCertificate } from "../integration/cluster/certificates";
import { type ProcessGroup } from "../integration/cluster/processes";
import { type Network } from "./network";
import { Program } from "./program";

/** Hosts outside the cluster: a name, an address, and the port that answers with TLS or with the host's name. */
const hosts = {
    events: { host: "events.example.com", address: "198.51.100.10", tls: 443 },
    store: { host: "s3.us-west-2.amazonaws.com", address: "198.51.100.11", tls: 443 },
    ledger: { host: "ledger.example.net", address: "198.51.100.33", tcp: 6432 },
    catalog: { host: "catalog.example.net", address: "198.51.100.49", tcp: 6432 },
    unlisted: { host: "unlisted.example.org", address: "198.51.100.60", tls: 443 },
    login: { host: "login.example.com", address: "198.51.100.70", tls: 443 },
    /** As a node of EC2 shows its own credentials to whoever gets through. */
    metadata: { host: "instance-metadata", address: "169.254.169.254", tls: 443 },
} as const;
export type OutsideHost = keyof typeof hosts;

/** Clients outside the cluster, as the load balancer shows them to the gateway: by their own addresses. */
const clients = {
    visitor: "203.0.113.10",
    neighbor: "203.0.113.20",
    crowd: "203.0.113.30",
    buyer: "203.0.113.40",
} as const;
export type OutsideClient = keyof typeof clients;

/** Claims of a token; times in seconds. */
interface Claims {
    readonly iss: string;
    readonly aud: string;
    readonly exp: number;
}

/** The world around the cluster: hosts that pods call, clients that call the gateway, and an issuer of tokens. */
export class Outside {
    public readonly clients: Readonly<Record<OutsideClient, Program>>;
    private readonly places: Readonly<Record<OutsideClient, readonly string[]>>;
    private readonly servers: readonly Program[];
    private readonly authority: Authority;
    private readonly signingKey: KeyObject;

    constructor(network: Network, processes: ProcessGroup, binary: string) {
        this.authority = createAuthority(path.join(processes.folder, "outside"), "outside");
        const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        this.signingKey = privateKey;
        const files = path.join(processes.folder, "login");
        mkdirSync(path.join(files, ".well-known"), { recursive: true });
        const key = { ...publicKey.export({ format: "jwk" }), kid: keyId, alg: "RS256", use: "sig" };
        writeFileSync(path.join(files, ".well-known/jwks.json"), JSON.stringify({ keys: [key] }));

        this.servers = Object.entries(hosts).map(
            ([name, { host, address, ...ports }]) =>
                new Program({
                    name,
                    signature: host,
                    inside: network.attach(name, [address]),
                    binary,
                    processes,
                    ...("tls" in ports
                        ? { tlsPorts: [ports.tls], certificate: issueCertificate(this.authority, host, [host]) }
                        : { tcpPorts: [ports.tcp] }),
                    ...(name === "login" && { files }),
                }),
        );
        const names = Object.keys(clients) as readonly OutsideClient[];
        this.places = Object.fromEntries(
            names.map((name) => [name, network.attach(name, [clients[name]])]),
        ) as typeof this.places;
        this.clients = Object.fromEntries(
            names.map((name) => [name, new Program({ name, inside: this.places[name], binary, processes })]),
        ) as typeof this.clients;
    }

    public async start(): Promise<void> {
        await Promise.all([...this.servers, ...Object.values(this.clients)].map((program) => program.start()));
    }

    /** Runs a command where a client is. @returns what it prints. @throws Error with what it said when it fails */
    public async run(client: OutsideClient, command: readonly string[]): Promise<string> {
        const [program = "", ...args] = [...this.places[client], ...command];
        return (await promisify(execFile)(program, args)).stdout;
    }

    /** PEM file of the authority that all certificates are from. */
    public get trust(): string {
        return this.authority.certificate;
    }

    /** Files of a certificate for the platform's own hostname. */
    public certificateFor(hostname: string): { readonly certificate: string; readonly key: string } {
        return issueCertificate(this.authority, hostname, [hostname]);
    }

    /** Names and addresses. */
    public get names(): ReadonlyMap<string, string> {
        return new Map(Object.values(hosts).map(({ host, address }) => [host, address]));
    }

    /** A token as the issuer signs it, valid for an hour unless the claims say otherwise. */
    public token(claims: Partial<Claims> = {}): string {
        const inAnHour = Math.floor(Date.now() / 1000) + 3600;
        const payload: Claims & { readonly sub: string } = {
            iss: `https://${hosts.login.host}`,
            aud: "ai-inference",
            sub: "a-user",
            exp: inAnHour,
            ...claims,
        };
        const signed = [{ alg: "RS256", typ: "JWT", kid: keyId }, payload].map(base64url).join(".");
        return `${signed}.${createSign("RSA-SHA256").update(signed).sign(this.signingKey, "base64url")}`;
    }
}

const keyId = "test";

function base64url(value: object): string {
    return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Address and port of a host outside. */
export function addressOf(name: OutsideHost): string {
    const { address, ...ports } = hosts[name];
    return `${address}:${"tls" in ports ? ports.tls : ports.tcp}`;
}

export function nameOf(name: OutsideHost): string {
    return hosts[name].host;
}
