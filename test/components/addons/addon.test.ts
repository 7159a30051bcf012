import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Addon } from "../../../components/addons/addon";
import { type AnyAddon, defineAddon } from "../../../components/addons/definition";
import { monitoringCrds, scraping } from "../../../components/addons/monitoringCrds";
import { AddonNamespaces, monitoring } from "../../../components/addons/namespaces";
import { someFacts } from "../../support/addons";
import { simulate, type Simulated } from "../../support/simulate";

const queueDepth = defineAddon({
    name: "queue-depth",
    component: "QueueDepth",
    needs: [scraping],
    releases: {
        "queue-depth": {
            chart: { repository: "https://charts.example.com", chart: "queue", version: "1.0.0", appVersion: "1" },
            namespace: { name: "queues", level: "restricted" },
            values: () => ({ replicas: 2 }),
            images: { "image.registry": "quay.io" },
        },
        unused: {
            chart: { repository: "https://charts.example.com", chart: "other", version: "1.0.0", appVersion: "1" },
            namespace: { name: "queues", level: "restricted" },
            values: () => undefined,
            images: {},
        },
    },
    monitors: [
        {
            name: "queue-monitor",
            namespace: monitoring,
            body: {
                apiVersion: "monitoring.coreos.com/v1",
                kind: "PodMonitor",
                metadata: { name: "queues", namespace: "monitoring" },
                spec: { selector: {}, podMetricsEndpoints: [{ port: "metrics" }] },
            },
        },
    ],
    alerts: () => [
        {
            name: "QueueGrows",
            expr: "queue_depth > 100",
            for: "10m",
            severity: "warning",
            summary: "A queue grows",
            description: "Its consumers are too few.",
            runbook: "queue",
            noData: "silent",
        },
    ],
    recordings: () => [{ name: "queues", rules: [{ record: "queue:depth:max", expr: "max(queue_depth)" }] }],
    dashboards: () => [
        { name: "queues", spec: { uid: "queues", title: "Queues", description: "Their depth.", rows: {} } },
    ],
});

/** Creates add-ons one after the other, each with what those before it provide. */
function create(...addons: readonly AnyAddon[]): Promise<Simulated> {
    return simulate(() => {
        const root = new pulumi.ComponentResource("test:Root", "root");
        const facts = someFacts({ images: { mirror: "mirror.example.com" } });
        const provided = new Map();
        const shared = {
            facts,
            identities: {} as never,
            cluster: [],
            priorityClasses: [],
            namespaces: new AddonNamespaces(facts.kubernetesVersion, { parent: root, dependsOn: [] }),
            provided,
        };
        for (const addon of addons) {
            provided.set(addon.name, new Addon(addon, shared, { parent: root }).provided);
        }
    });
}

describe("an add-on that its definition describes alone", () => {
    let run: Simulated;
    before(async () => {
        run = await create(monitoringCrds, queueDepth);
    });
    const spec = (kind: string, name: string) => run.object(kind, name, "monitoring").inputs.spec;

    it("installs its charts behind the mirror, after the CRDs of monitors, and no chart without values", () => {
        const type = "kubernetes:helm.sh/v3:Release";
        const release = run.one(type, "queue-depth");
        assert.deepEqual(release.inputs.values, { replicas: 2, image: { registry: "mirror.example.com/quay.io" } });
        assert.ok(run.dependsOn(release, run.one(type, "prometheus-operator-crds")));
        assert.ok(run.dependsOn(release, run.one("kubernetes:core/v1:Namespace", "queues")));
        assert.deepEqual(
            run.all(type, ({ name }) => name === "unused"),
            [],
        );
    });

    it("is scraped by its monitors", () => {
        assert.deepEqual(spec("PodMonitor", "queues"), { selector: {}, podMetricsEndpoints: [{ port: "metrics" }] });
    });

    it("has what it records in a rule of its own", () => {
        assert.deepEqual(spec("PrometheusRule", "queue-depth-recordings"), {
            groups: [{ name: "queues", rules: [{ record: "queue:depth:max", expr: "max(queue_depth)" }] }],
        });
    });

    it("has its alerts in one rule", () => {
        assert.deepEqual(spec("PrometheusRule", "queue-depth"), {
            groups: [
                {
                    name: "queue-depth",
                    rules: [
                        {
                            alert: "QueueGrows",
                            expr: "queue_depth > 100",
                            for: "10m",
                            labels: { severity: "warning" },
                            annotations: {
                                summary: "A queue grows",
                                description: "Its consumers are too few.",
                                runbook_url: "docs/runbooks/queue.md",
                            },
                        },
                    ],
                },
            ],
        });
    });

    it("has its dashboards where Grafana reads them", () => {
        const { metadata, data } = run.object("ConfigMap", "grafana-dashboard-queues", "monitoring").inputs as {
            metadata: { labels: object };
            data: Record<string, string>;
        };
        assert.deepEqual(metadata.labels, { grafana_dashboard: "1" });
        assert.equal((JSON.parse(data["queues.json"] ?? "") as { title: string }).title, "Queues");
    });

    it("creates nothing more without monitors, alerts and dashboards", async () => {
        const bare = await create(monitoringCrds);
        const kinds = bare.resources.map(({ inputs }) => inputs.kind).filter((kind) => kind !== undefined);
        assert.deepEqual(kinds.sort(), ["LimitRange", "Namespace"]);
    });

    it("may use only what it lists under its needs", async () => {
        const greedy = defineAddon({
            name: "greedy",
            component: "Greedy",
            create: (context) => ({ ready: context.get(monitoringCrds).ready }),
        });
        await assert.rejects(create(monitoringCrds, greedy), {
            message: 'add-on "greedy" uses "monitoring-crds" and does not list it under needs',
        });
    });

    it("cannot use what is off", async () => {
        await assert.rejects(create(queueDepth), {
            message: 'add-on "queue-depth" needs "monitoring-crds", which is off',
        });
    });
});
