import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { addonSchemas } from "../../../components/addons/definitions";
import { type InCluster } from "../../../components/inCluster";
import { collisionFaults } from "../../../components/workloads/collisions";
import { workloadKinds } from "../../../components/workloads/kinds";
import { Workloads } from "../../../components/workloads/workloads";
import { type Fault, ConfigError } from "../../../config/fault";
import { loadPlatformConfig } from "../../../config/load";
import { type PlatformConfig } from "../../../config/platform";
import { workloadFaults } from "../../../config/workloadKind";
import { fakeInCluster } from "../fakeInCluster";
import { fakePlatform, someNodeGroups } from "../fakePlatform";
import { simulate, type Simulated } from "../simulate";

/** Topics of the stacks of these tests: a gateway and data stores are there to be used. */
const topics = {
    environment: "development",
    nodeGroups: someNodeGroups,
    ingress: {
        hostname: "ai-api.example.com",
        certificateArn: "arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-0000-0000-000000000000",
    },
    dataStores: { postgres: { kind: "managed" }, redis: { kind: "managed" } },
};

/** Stands for the certificates of the authorities of PostgreSQL's server. */
export const authorities = "certificates of authorities";

/** A stack with these workloads, written as in a stack file. */
export function loadWorkloads(workloads: string | object, changes: object = {}): PlatformConfig {
    const written: unknown = typeof workloads === "string" ? parse(workloads) : workloads;
    const entries = Object.entries({ ...topics, ...changes, workloads: written }).map(
        ([key, value]): [string, string] => [
            `inference-platform:${key}`,
            typeof value === "string" ? value : JSON.stringify(value),
        ],
    );
    return loadPlatformConfig(
        "test",
        { "aws:region": "us-west-2", ...Object.fromEntries(entries) },
        { kinds: workloadKinds, addons: addonSchemas, checks: [workloadFaults(workloadKinds), collisionFaults] },
    );
}

/** What is wrong with these workloads; fails when nothing is. */
export function faultsOf(workloads: string | object, changes: object = {}): readonly Fault[] {
    try {
        loadWorkloads(workloads, changes);
    } catch (error) {
        assert.ok(error instanceof ConfigError, String(error));
        return error.faults;
    }
    return assert.fail("expected a fault");
}

/** The objects of these workloads, on simulated providers. */
export function render(
    workloads: string | object,
    inCluster: Partial<InCluster> = {},
    changes: object = {},
): Promise<Simulated> {
    const config = loadWorkloads(workloads, changes);
    return simulate(() => {
        const store = (port: number) => ({
            host: pulumi.output("store.internal"),
            port,
            secretName: pulumi.output("inference-platform/test/store"),
            cidrs: ["10.40.8.0/24"],
        });
        const platform = { ...fakePlatform(config), postgres: { ...store(5432), authorities }, redis: store(6379) };
        new Workloads("workloads", {
            workloads: config.workloads,
            environment: config.environment,
            topic: config.serving,
            platform,
            inCluster: fakeInCluster(inCluster),
        });
    });
}

/** `spec` of an object, loosely typed for asserting on it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into objects of many shapes
export function spec(run: Simulated, kind: string, name: string): any {
    return run.object(kind, name).inputs.spec;
}

/** The first container of a Deployment, Rollout or StatefulSet. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export function server(run: Simulated, kind: string, name: string): any {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-member-access -- as above
    return spec(run, kind, name).template.spec.containers[0];
}
