import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { child, metadata, workloadContext } from "../../../../components/serving/context";
import { servedModels } from "../../../../components/serving/models/served";
import { configMaps } from "../../../../components/serving/pod/configFiles";
import { Egress } from "../../../../components/serving/pod/egress";
import { networkPolicySpec } from "../../../../components/serving/pod/networkPolicy";
import { workloadPlan } from "../../../../components/serving/pod/plan";
import {
    identity,
    modelObjects,
    outsideHosts,
    secrets,
    serviceAccount,
} from "../../../../components/serving/pod/podObjects";
import { podAnnotations, podLabels, podSpec } from "../../../../components/serving/pod/podSpec";
import { podShape } from "../../../../config/serving/pod";
import { resourcesSchema } from "../../../../config/serving/resources";
import { fakeInCluster } from "../../../support/fakeInCluster";
import { fakeConfig, fakePlatform } from "../../../support/fakePlatform";
import { simulate, type Simulated } from "../../../support/simulate";

/** A kind that answers no requests, as a stack file would describe it. */
const jobSchema = z.strictObject({
    kind: z.literal("job"),
    ...podShape,
    image: z.string(),
    resources: resourcesSchema({ cpu: "1", memory: "4Gi", cpuLimit: "2", memoryLimit: "8Gi" }),
});

/** A job built from what all pods share: no ports, no traffic, no scaling. */
function renderJob(written: object): Promise<Simulated> {
    const config = jobSchema.parse({ kind: "job", image: "example.com/train:1.0.0", ...written });
    const plan = workloadPlan("train", config, [
        {
            name: "train",
            version: config.version,
            image: config.image,
            models: servedModels(config.models),
            program: {
                args: ["--epochs=100"],
                graceSeconds: 120,
                scratch: [{ name: "checkpoints", mountPath: "/checkpoints", size: "50Gi" }],
            },
            files: [{ name: "config", mountPath: "/etc/train", files: { "train.json": "{}" } }],
        },
    ]);
    return simulate(() => {
        const stack = fakeConfig();
        const platform = fakePlatform(stack);
        const inCluster = fakeInCluster();
        const egress = new Egress("egress", { platform, inCluster });
        const parent = new pulumi.ComponentResource("test:workloads:Job", "train");
        const shared = {
            platform,
            inCluster,
            environment: stack.environment,
            topic: stack.serving,
            egress,
            modelVersions: [],
            workloads: [plan],
            calls: [],
        };
        const context = workloadContext(shared, plan, parent);
        const [release] = plan.releases;
        assert.ok(release);
        const before = [
            ...serviceAccount(plan, context),
            ...identity(plan, context),
            ...outsideHosts(plan, context),
            ...secrets(plan, context),
            ...modelObjects(plan, context),
            ...configMaps(plan, release, context, false),
            new k8s.networking.v1.NetworkPolicy(
                plan.name,
                { metadata: metadata(plan, plan.name), spec: networkPolicySpec(plan, context) },
                child(context),
            ),
        ];
        new k8s.batch.v1.Job(
            plan.name,
            {
                metadata: metadata(plan, plan.name),
                spec: {
                    template: {
                        metadata: {
                            labels: podLabels(plan, release),
                            annotations: podAnnotations(plan, release, context),
                        },
                        spec: podSpec(plan, release, context, {
                            container: "train",
                            priorityClass: "batch-workload-priority",
                            pod: { restartPolicy: "Never" },
                        }),
                    },
                },
            },
            child(context, before),
        );
    });
}

interface Pod {
    readonly restartPolicy: string;
    readonly serviceAccountName: string;
    readonly nodeSelector: object;
    readonly initContainers: readonly { readonly args: readonly string[] }[];
    readonly containers: readonly Readonly<Record<string, unknown>>[];
    readonly volumes: readonly { readonly name: string }[];
}

describe("a workload that answers no requests", () => {
    const written = {
        namespace: "ml-training",
        accelerator: "v100",
        gpus: 2,
        models: { base: { versions: [3] } },
        secrets: { WANDB_API_KEY: { secret: "wandb" } },
        egress: [{ host: "api.wandb.ai" }],
    };
    let run: Simulated;
    let template: { metadata: { labels: object; annotations: Record<string, string> }; spec: Pod };

    before(async () => {
        run = await renderJob(written);
        template = (run.object("Job", "train").inputs.spec as { template: typeof template }).template;
    });

    it("gets the identity, placement, models, secrets and files of every workload", () => {
        const { spec } = template;
        assert.equal(spec.restartPolicy, "Never");
        assert.equal(spec.serviceAccountName, "train");
        assert.deepEqual(spec.nodeSelector, { accelerator: "nvidia-tesla-v100" });
        assert.deepEqual(spec.initContainers[0]?.args, ["base", "3", "models/base/3/", "any"]);
        const [main] = spec.containers;
        assert.deepEqual((main?.resources as { limits: object }).limits, {
            cpu: "2",
            memory: "8Gi",
            "ephemeral-storage": "62Gi",
            "nvidia.com/gpu": "2",
        });
        assert.deepEqual(main?.env, [
            { name: "WANDB_API_KEY", valueFrom: { secretKeyRef: { name: "train-secrets", key: "WANDB_API_KEY" } } },
        ]);
        const mounts = main?.volumeMounts as readonly { name: string }[];
        assert.deepEqual(
            mounts.map(({ name }) => name),
            ["tmp", "checkpoints", "config", "models"],
        );
        const volumes = new Set(spec.volumes.map(({ name }) => name));
        assert.ok(mounts.every(({ name }) => volumes.has(name)));
    });

    it("waits for its identity, so that its pods find credentials", () => {
        const found = run.resources.find(({ type }) => type === "test:cloud:WorkloadIdentity");
        assert.deepEqual(found?.inputs.access, [{ kind: "read-objects", store: "models", prefix: "models/base/" }]);
        assert.equal(run.dependsOn(run.object("Job", "train"), found), true);
    });

    it("has no ports, probes, hooks and scrape annotations of a server", () => {
        const [main] = template.spec.containers;
        for (const field of ["ports", "startupProbe", "livenessProbe", "readinessProbe", "lifecycle"]) {
            assert.equal(field in (main ?? {}), false, field);
        }
        assert.deepEqual(
            Object.keys(template.metadata.annotations).filter((key) => key.startsWith("prometheus.io/")),
            [],
        );
    });

    it("admits Prometheus alone, and reaches only what it names", () => {
        const { ingress, egress } = run.object("NetworkPolicy", "train").inputs.spec as {
            ingress: { from: unknown[]; ports: { port: number }[] }[];
            egress: { ports: { port: number }[] }[];
        };
        assert.deepEqual(
            ingress.map(({ ports }) => ports.map(({ port }) => port)),
            [[15020]],
        );
        assert.deepEqual(
            egress.flatMap(({ ports }) => ports.map(({ port }) => port)),
            [53, 53, 15012, 4317, 80, 443],
        );
        const hosts = run.resources.filter(({ inputs }) => inputs.kind === "ServiceEntry").map(({ name }) => name);
        assert.deepEqual(hosts.sort(), ["egress-ml-training-api-wandb-ai-443", "egress-ml-training-models-bucket"]);
    });

    it("needs no identity and no way out when it has no models", async () => {
        const plain = await renderJob({});
        assert.equal(
            plain.resources.some(({ type }) => type === "test:cloud:WorkloadIdentity"),
            false,
        );
        const { egress } = plain.object("NetworkPolicy", "train").inputs.spec as {
            egress: { ports: { port: number }[] }[];
        };
        assert.deepEqual(
            egress.flatMap(({ ports }) => ports.map(({ port }) => port)),
            [53, 53, 15012, 4317],
        );
    });
});
