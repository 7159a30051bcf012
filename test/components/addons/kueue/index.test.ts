import assert from "node:assert/strict";
import { kueue, kueueConfiguration, kueueValues } from "../../../../components/addons/kueue";
import { buildAddOns, someFacts } from "../../../support/addons";
import { someNodeGroups } from "../../../support/fakePlatform";

const on = { addons: { kueue: { enabled: true } } };

describe("Kueue", () => {
    it("runs what is released, twice in production and once to develop against", () => {
        const { controllerManager } = kueueValues(someFacts());
        assert.deepEqual(controllerManager.manager.image, {
            repository: "registry.k8s.io/kueue/kueue",
            tag: "v0.19.2",
            pullPolicy: "IfNotPresent",
        });
        assert.deepEqual([controllerManager.replicas, controllerManager.podDisruptionBudget.enabled], [2, true]);
        const development = kueueValues(someFacts({ environment: "development" })).controllerManager;
        assert.deepEqual([development.replicas, development.podDisruptionBudget.enabled], [1, false]);
    });

    it("looks at Jobs of the training namespace alone, so that its webhooks stop nothing else", () => {
        const written = kueueValues(someFacts()).managerConfig.controllerManagerConfigYaml;
        const configuration = JSON.parse(written) as Record<string, unknown>;
        assert.deepEqual(configuration, kueueConfiguration(someFacts()));
        assert.deepEqual(configuration["integrations"], { frameworks: ["batch/job"] });
        assert.deepEqual(configuration["managedJobsNamespaceSelector"], {
            matchLabels: { "kubernetes.io/metadata.name": "ml-training" },
        });
        assert.equal(configuration["manageJobsWithoutQueueName"], false);
    });

    it("takes a run back whose pods are not all ready in the time of the stack file", () => {
        const times = { addons: { kueue: { enabled: true, readySeconds: 600, recoverySeconds: 120 } } };
        const { waitForPodsReady } = kueueConfiguration(someFacts(times)) as Record<string, Record<string, unknown>>;
        assert.deepEqual([waitForPodsReady?.["timeout"], waitForPodsReady?.["recoveryTimeout"]], ["600s", "120s"]);
        const standard = kueueConfiguration(someFacts(on)) as Record<string, Record<string, unknown>>;
        assert.deepEqual(
            [standard["waitForPodsReady"]?.["timeout"], standard["waitForPodsReady"]?.["recoveryTimeout"]],
            ["1800s", "900s"],
        );
    });

    it("creates its queues after the controller, and hands their names out", async () => {
        const { run, inCluster } = await buildAddOns(on);
        const release = run.one("kubernetes:helm.sh/v3:Release", "kueue");
        const made = run.resources.filter(({ inputs }) => inputs.apiVersion === "kueue.x-k8s.io/v1beta2");
        assert.deepEqual(
            made.map(({ inputs }) => `${String(inputs.kind)} ${(inputs.metadata as { name: string }).name}`).sort(),
            [
                "ClusterQueue training-t4",
                "ClusterQueue training-v100",
                "ResourceFlavor t4",
                "ResourceFlavor t4-spot",
                "ResourceFlavor v100",
            ],
        );
        for (const object of made) {
            assert.ok(run.dependsOn(object, release), object.urn);
        }
        assert.equal(inCluster.queues?.of("v100"), "training-v100");
        assert.equal(inCluster.queues.namespace, "ml-training");
    });

    it("lets the API server and Prometheus in, and nobody else of another namespace", async () => {
        const { run } = await buildAddOns(on);
        const policies = run.resources.filter(
            ({ type, inputs }) =>
                type === "kubernetes:networking.k8s.io/v1:NetworkPolicy" &&
                (inputs.metadata as { namespace?: string }).namespace === "kueue-system",
        );
        const ports = policies.map(({ inputs }) => {
            const { ingress } = inputs.spec as { ingress: { ports?: { port: number }[] }[] };
            return ingress.flatMap((rule) => (rule.ports ?? []).map(({ port }) => port));
        });
        assert.deepEqual(ports.sort(), [[8443], [9443, 8082]]);
    });

    it("alerts where there are queues", () => {
        assert.equal(kueue.alerts?.(someFacts(on)).length, 3);
        assert.deepEqual(kueue.alerts?.(someFacts({ ...on, nodeGroups: { system: someNodeGroups.system } })), []);
    });
});
