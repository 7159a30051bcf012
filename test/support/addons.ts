import assert from "node:assert/strict";
import { factsOf } from "../../cli/check-charts/sampleFacts";
import { addonData, AddOns } from "../../components/addons";
import { type addonFacts } from "../../components/addons/addonFacts";
import { type NamedRelease, releases } from "../../components/addons/definitions";
import { type AddonFacts } from "../../components/addons/facts";
import { type InCluster } from "../../components/inCluster";
import { type LiveClaim } from "../../components/platform";
import { fakeConfig, fakePlatform } from "./fakePlatform";
import { type Simulated, simulate } from "./simulate";

/** Facts for chart values, with plain texts where a real stack has outputs. */
export function someFacts(
    topics: Readonly<Record<string, unknown>> = {},
    told: Parameters<typeof addonFacts>[2] = {},
): AddonFacts {
    return factsOf(fakeConfig(topics), told);
}

/** Settings of a stack in development: one replica where production has two. */
export const development = { environment: "development" } as const;

export const certificateArn = "arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000";

/** The release of that name. */
export function releaseNamed(name: string): NamedRelease {
    const found = releases.find((release) => release.name === name);
    assert.ok(found, `no add-on has a release "${name}"`);
    return found;
}

export interface BuiltAddOns {
    readonly run: Simulated;
    readonly inCluster: InCluster;
}

/**
 * The add-ons of a stack with these topics, on a platform that is a stand-in.
 *
 * @param database more that it knows of PostgreSQL
 * @param claims that exist in its cluster
 */
export async function buildAddOns(
    topics: Readonly<Record<string, unknown>> = {},
    database: object = {},
    claims: readonly LiveClaim[] = [],
): Promise<BuiltAddOns> {
    let inCluster: InCluster | undefined;
    const run = await simulate(() => {
        const config = fakeConfig(topics);
        const accounts = Object.fromEntries(
            ["application", ...addonData(config).accounts].map((account) => [
                account,
                { secretName: `postgres-${account}`, login: `${account}_v2`, previousLogin: `${account}_v1` },
            ]),
        );
        const postgres = {
            host: "db.example.com",
            port: 5432,
            secretName: "postgres-application",
            cidrs: ["10.40.0.0/19"],
            ...(config.dataStores.postgres?.kind === "managed" && {
                managed: { administrator: "postgres", accounts, ready: [] },
            }),
            ...database,
        };
        const { cluster, ...fake } = fakePlatform(config);
        const platform = {
            ...fake,
            cluster: { ...cluster, claims },
            ...(config.dataStores.postgres && { postgres }),
        };
        ({ inCluster } = new AddOns("add-ons", { config, platform: platform as never }));
    });
    assert.ok(inCluster);
    return { run, inCluster };
}

/** A gateway with a hosted zone. */
export const ingress = {
    hostname: "ai-api.example.com",
    tlsSecret: "ingress/tls",
    dns: { zone: "example.com", zoneId: "Z0123456789ABC" },
};

/** How MLflow is published in a zone of that gateway. */
export const exposedMlflow = {
    hostname: "mlflow.example.com",
    issuer: "https://login.example.com",
    jwksUri: "https://login.example.com/keys",
    audiences: ["mlflow"],
};

const everything = {
    ingress,
    images: { pullSecret: "registry" },
    dataStores: { postgres: { kind: "managed" } },
    addons: { mlflow: { enabled: true }, kueue: { enabled: true }, warmCapacity: { t4: 2 } },
};
let full: Promise<BuiltAddOns> | undefined;

/** The add-ons of a stack with every add-on, once per process. */
export const everyAddOn = (): Promise<BuiltAddOns> => (full ??= buildAddOns(everything));
