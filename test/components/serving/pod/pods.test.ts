import assert from "node:assert/strict";
import { simulateStack } from "../../../support/simulate";
import { render, server, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const app = { kind: "inference-service", image: "example.com/app:1.0.0" };
const digest = `sha256:${"a".repeat(64)}`;

describe("the pods of a workload", () => {
    it("may do nothing that the restricted standard forbids, and write nowhere but where they must", async () => {
        const pod = spec(await render({ w: detector }), "Deployment", "w").template.spec;
        assert.deepEqual(pod.securityContext, {
            runAsNonRoot: true,
            runAsUser: 1001,
            runAsGroup: 1001,
            fsGroup: 1001,
            fsGroupChangePolicy: "OnRootMismatch",
            seccompProfile: { type: "RuntimeDefault" },
        });
        assert.equal(pod.automountServiceAccountToken, false);
        for (const container of [...pod.initContainers, ...pod.containers]) {
            assert.deepEqual(container.securityContext, {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
            });
        }
        for (const volume of pod.volumes.filter((each: any) => each.emptyDir !== undefined)) {
            assert.match(volume.emptyDir.sizeLimit, /^\d+Gi$/, volume.name);
        }
    });

    it("are scraped once, keep the credentials' address out of the mesh, and start behind the proxy", async () => {
        const { annotations, labels } = spec(await render({ w: detector }), "Deployment", "w").template.metadata;
        assert.equal(annotations["traffic.sidecar.istio.io/excludeOutboundIPRanges"], "169.254.170.23/32");
        assert.equal(annotations["sidecar.istio.io/nativeSidecar"], "true");
        assert.deepEqual(
            [annotations["prometheus.io/port"], annotations["prometheus.io/path"]],
            ["8501", "/monitoring/prometheus/metrics"],
        );
        assert.equal(labels["istio-prometheus-ignore"], "true");
    });

    it("carry the digest of what they serve, when the stack file vouches for all of it", async () => {
        const annotation = async (models: object) =>
            spec(await render({ w: { ...detector, models } }), "Deployment", "w").template.metadata.annotations[
                "inference-platform/model-digest"
            ];
        assert.equal(await annotation({ m: { versions: [1], digests: { 1: digest } } }), digest);
        assert.equal(await annotation({ m: { versions: [1, 2], digests: { 1: digest } } }), undefined);
        const both = await annotation({ m: { versions: [1, 2], digests: { 1: digest, 2: digest } } });
        assert.match(both, /^sha256:[0-9a-f]{64}$/);
        assert.notEqual(both, digest);
    });

    it("are new pods when a file of theirs changes, and not otherwise", async () => {
        const hash = async (workload: object) =>
            spec(await render({ w: workload }), "Deployment", "w").template.metadata.annotations[
                "inference-platform/config-hash"
            ];
        const before = await hash(app);
        assert.equal(await hash({ ...app, scaling: { min: 3 } }), before);
        assert.notEqual(await hash({ ...app, features: { caching: true } }), before);
    });

    it("write quantities as the API server would, so that controllers see no difference", async () => {
        const run = await render({
            w: {
                ...app,
                resources: { requests: { cpu: 0.5, memory: "2048Mi" }, limits: { cpu: "2000m", memory: "4Gi" } },
            },
        });
        const { requests, limits } = server(run, "Deployment", "w").resources;
        assert.deepEqual([requests.cpu, requests.memory, limits.cpu, limits.memory], ["500m", "2Gi", "2", "4Gi"]);
    });

    it("pull an image with a digest once, and others always", async () => {
        const run = await render({ a: app, b: { ...app, image: `${app.image}@${digest}` } });
        assert.equal(server(run, "Deployment", "a").imagePullPolicy, "Always");
        assert.equal(server(run, "Deployment", "b").imagePullPolicy, "IfNotPresent");
    });

    it("come from the mirror, with its pull secret", async () => {
        const images = { resolve: (image: string) => `mirror.example.com/${image}`, pullSecrets: ["mirror"] };
        const pod = spec(await render({ w: detector }, { images }), "Deployment", "w").template.spec;
        assert.equal(pod.containers[0].image, "mirror.example.com/tensorflow/serving:2.19.1");
        assert.equal(pod.initContainers[0].image, "mirror.example.com/amazon/aws-cli:2.27.9");
        assert.deepEqual(pod.imagePullSecrets, [{ name: "mirror" }]);
    });
});

describe("model volumes", () => {
    it("mount only the model's own prefix, read-only, for the pods' user and with their identity", async () => {
        const run = await render({ w: { ...detector, modelVolume: { kind: "mount" } } });
        const name = "ml-production-w-m";
        const volume = spec(run, "PersistentVolume", name);
        assert.deepEqual(volume.mountOptions, [
            "read-only",
            "prefix models/m/",
            "region us-west-2",
            "uid=1001",
            "gid=1001",
            "allow-other",
        ]);
        assert.deepEqual(volume.csi, {
            driver: "s3.csi.aws.com",
            volumeHandle: name,
            volumeAttributes: {
                bucketName: "test-models",
                authenticationSource: "pod",
                cache: "emptyDir",
                cacheEmptyDirSizeLimit: "20Gi",
            },
        });
        assert.deepEqual(volume.claimRef, { namespace: "ml-production", name });
        assert.equal(spec(run, "PersistentVolumeClaim", name).volumeName, name);
        const pod = spec(run, "Deployment", "w").template.spec;
        assert.equal("initContainers" in pod, false);
        assert.deepEqual(pod.containers[0].volumeMounts.at(-1), {
            name: "model-m",
            mountPath: "/models/m",
            readOnly: true,
        });
        // The driver's own pods read the bucket: the workload's need no way there.
        assert.equal(
            run.resources.some(({ inputs }) => inputs.kind === "ServiceEntry"),
            false,
        );
        const blocks = JSON.stringify(spec(run, "NetworkPolicy", "w").egress).match(/"cidr"/g);
        assert.equal(blocks, null);
    });

    it("copy through the proxy, to the bucket's own hosts and nowhere else", async () => {
        const run = await render({ w: detector, x: detector });
        const entries = run.resources.filter(({ inputs }) => inputs.kind === "ServiceEntry");
        assert.equal(entries.length, 1, "one entry for all workloads of a namespace");
        assert.deepEqual(spec(run, "ServiceEntry", "models-bucket").hosts, [
            "test-models.s3.us-west-2.amazonaws.com",
            "s3.us-west-2.amazonaws.com",
        ]);
        const [sync] = spec(run, "Deployment", "w").template.spec.initContainers;
        assert.deepEqual(sync.args, ["m", "1", "models/m/1/", "any"]);
        assert.equal(run.dependsOn(run.object("Deployment", "w"), entries[0]!), true);
    });

    it("keep a cache per pod that outlives it", async () => {
        const run = await render({ w: { ...detector, modelVolume: { kind: "persistent-cache" } } });
        const set = spec(run, "StatefulSet", "w");
        assert.deepEqual(set.volumeClaimTemplates[0].spec, {
            accessModes: ["ReadWriteOnce"],
            storageClassName: "ssd-retain",
            resources: { requests: { storage: "50Gi" } },
        });
        assert.deepEqual(set.persistentVolumeClaimRetentionPolicy, { whenDeleted: "Retain", whenScaled: "Retain" });
        assert.equal(set.serviceName, "w-pods");
        assert.equal(spec(run, "Service", "w-pods").clusterIP, "None");
    });

    it("give the identity the prefixes of the models served, once each", async () => {
        const run = await render({
            w: { ...detector, models: { b: { versions: [1] }, a: { versions: [1], path: "x/" } } },
        });
        const identity = run.resources.find(({ type }) => type === "test:cloud:WorkloadIdentity");
        assert.deepEqual(identity?.inputs.access, [
            { kind: "read-objects", store: "models", prefix: "models/b/" },
            { kind: "read-objects", store: "models", prefix: "models/x/" },
        ]);
    });

    it("start after their identity: a pod without it would be refused by the bucket for as long as it lives", async () => {
        const run = await simulateStack("prod");
        const association = run.one("aws:eks/podIdentityAssociation:PodIdentityAssociation", "object-detection");
        assert.equal(run.dependsOn(run.object("Deployment", "object-detection-v1"), association), true);
    });
});

describe("scaling", () => {
    it("goes up at once and down slowly", async () => {
        const { behavior } = spec(await render({ w: app }), "ScaledObject", "w").advanced.horizontalPodAutoscalerConfig;
        assert.deepEqual(behavior, {
            scaleUp: {
                stabilizationWindowSeconds: 60,
                selectPolicy: "Max",
                policies: [
                    { type: "Percent", value: 50, periodSeconds: 60 },
                    { type: "Pods", value: 2, periodSeconds: 60 },
                ],
            },
            scaleDown: {
                stabilizationWindowSeconds: 300,
                policies: [{ type: "Percent", value: 25, periodSeconds: 60 }],
            },
        });
    });

    it("tells idle from blind, and never falls back below what runs", async () => {
        const scaled = spec(await render({ w: { ...app, scaling: { fallbackReplicas: 4 } } }), "ScaledObject", "w");
        assert.deepEqual(scaled.fallback, { failureThreshold: 3, replicas: 4, behavior: "currentReplicasIfHigher" });
        const asked = scaled.triggers.filter((trigger: any) => trigger.type === "prometheus");
        assert.deepEqual(
            asked.map(({ name, metadata }: any) => [name, metadata.ignoreNullValues, metadata.query]),
            [
                [
                    "latency-p95",
                    "false",
                    'max(inference:latency_seconds:p95{namespace="ml-production", workload="w"}) or 0 * max(up{namespace="ml-production", workload="w"} == 1)',
                ],
                [
                    "queue-depth",
                    "false",
                    'sum(inference:queue_depth{namespace="ml-production", workload="w"}) or 0 * max(up{namespace="ml-production", workload="w"} == 1)',
                ],
            ],
        );
    });

    it("takes queue, GPU, schedule and last week into account where asked", async () => {
        const scaling = {
            gpuPercent: 80,
            sqs: { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/work", length: 7 },
            cron: [{ timezone: "Europe/Berlin", start: "0 8 * * 1-5", end: "0 18 * * 1-5", replicas: 6 }],
            forecast: { requestsPerReplica: 40, aheadMinutes: 30 },
        };
        const run = await render({ w: { ...app, accelerator: "t4", scaling } });
        const { triggers } = spec(run, "ScaledObject", "w");
        const by = (name: string) => triggers.find((trigger: any) => trigger.name === name);
        assert.equal(by("gpu").metadata.threshold, "0.8");
        assert.deepEqual(by("sqs").metadata, {
            queueURL: scaling.sqs.queueUrl,
            queueLength: "7",
            awsRegion: "eu-west-1",
        });
        assert.deepEqual(spec(run, "TriggerAuthentication", by("sqs").authenticationRef.name), {
            podIdentity: { provider: "aws" },
        });
        assert.deepEqual(by("peak-0").metadata, {
            timezone: "Europe/Berlin",
            start: "0 8 * * 1-5",
            end: "0 18 * * 1-5",
            desiredReplicas: "6",
        });
        assert.match(by("forecast").metadata.query, / offset 10050m\) \* 1 or vector\(0\)$/);
    });

    it("leaves a fixed number alone: no autoscaler, and the number in the object", async () => {
        const run = await render({ w: { ...app, scaling: { min: 4, max: 4 } } });
        assert.equal(spec(run, "Deployment", "w").replicas, 4);
        assert.equal(
            run.resources.some(({ inputs }) => inputs.kind === "ScaledObject"),
            false,
        );
    });

    it("shares bounds out by weight, and gives every version a pod", async () => {
        const versions = { v1: { weight: 80 }, v2: { weight: 20 }, shadow: { weight: 0 } };
        const run = await render({
            w: { ...detector, traffic: { strategy: "weighted", versions }, scaling: { min: 5, max: 10 } },
        });
        const bounds = Object.keys(versions).map((version) => {
            const { minReplicaCount, maxReplicaCount } = spec(run, "ScaledObject", `w-${version}`);
            return [minReplicaCount, maxReplicaCount];
        });
        assert.deepEqual(bounds, [
            [4, 8],
            [1, 2],
            [1, 1],
        ]);
    });

    it("recommends a size within bounds and changes nothing", async () => {
        assert.deepEqual(spec(await render({ w: app }), "VerticalPodAutoscaler", "w"), {
            targetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "w" },
            updatePolicy: { updateMode: "Off" },
            resourcePolicy: {
                containerPolicies: [
                    {
                        containerName: "server",
                        minAllowed: { cpu: "500m", memory: "2Gi" },
                        maxAllowed: { cpu: "4", memory: "16Gi" },
                    },
                    { containerName: "istio-proxy", mode: "Off" },
                ],
            },
        });
        const without = await render({ w: app }, { vpa: undefined });
        assert.equal(
            without.resources.some(({ inputs }) => inputs.kind === "VerticalPodAutoscaler"),
            false,
        );
    });
});
