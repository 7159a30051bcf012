import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { applyAll, prepareNamespaces, refusals } from "../integration/apply";
import { createAuthority, issueCertificate } from "../integration/cluster/certificates";
import { accepted, KubeClient } from "../integration/cluster/client";
import { type ControlPlane, startControlPlane } from "../integration/cluster/controlPlane";
import { installCrds, loadCrds, specOf } from "../integration/cluster/crds";
import { type KubeObject, ofKind } from "../integration/cluster/types";
import { createNodes } from "../integration/environment";
import { simulatedNodes } from "../integration/nodes";
import { type RenderedStack } from "../integration/rendered";
import { QueueServer } from "../integration/models/queueServer";
import { heldAnnotation } from "../integration/standIns";
import { eventually } from "../integration/wait";
import { answerOn, ip } from "../runtime/sandbox";
import { Informer } from "./informer";
import { Fleet } from "./load/fleet";
import { resourceMetricsVersion } from "./load/resourceMetrics";
import { workloadNamespace as namespace, workloadOf } from "./names";
import { atPace, pace } from "./pace";
import {
    adapterService,
    kedaNamespace,
    kedaService,
    ports,
    rolloutsNamespace,
    startKeda,
    startPrometheus,
    startRollouts,
} from "./programs";
import { queuesOf } from "./queues";
import { FiringAlerts } from "./prometheus/alerts";
import { type Past } from "./prometheus/history";
import { PrometheusEntrance } from "./prometheus/entrance";
import { withNeededRules } from "./prometheus/needed";

/** Addresses of simulated pods; all of them answer on this machine. */
const podRange = "10.245.0.0/16";
/** Address of everything that the API server calls as a Service: not loopback, which EndpointSlices refuse. */
const serviceAddress = "10.246.0.1";
const resourceMetricsPort = 10_443;
const gpuExporterPort = 9400;
const stateMetricsPort = 9401;
const metricsServer = { name: "metrics-server", namespace: "kube-system" };

/** Groups whose controllers run here, or whose objects they read. */
const crdGroups = ["argoproj.io", "keda.sh", "eventing.keda.sh", "networking.istio.io"];

/** What each informer of a cluster follows. */
const collections = {
    pods: `/api/v1/namespaces/${namespace}/pods`,
    services: `/api/v1/namespaces/${namespace}/services`,
    deployments: `/apis/apps/v1/namespaces/${namespace}/deployments`,
    replicaSets: `/apis/apps/v1/namespaces/${namespace}/replicasets`,
    rollouts: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`,
    analysisRuns: `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/analysisruns`,
    scaledObjects: `/apis/keda.sh/v1alpha1/namespaces/${namespace}/scaledobjects`,
    jobs: `/apis/batch/v1/namespaces/${namespace}/jobs`,
    scaledJobs: `/apis/keda.sh/v1alpha1/namespaces/${namespace}/scaledjobs`,
    autoscalers: `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
    virtualServices: `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`,
    destinationRules: `/apis/networking.istio.io/v1/namespaces/${namespace}/destinationrules`,
} as const;

/** How the cluster differs from one on which the stack has run for long. */
export interface Beginning {
    /** Milliseconds since 1970. */
    readonly startedAt: number;
    /** Kinds of objects that do not exist at first, by workload. */
    readonly withheld: ReadonlyMap<string, readonly string[]>;
    /** What Prometheus knows of earlier days. */
    readonly past: readonly Past[];
    /** Workloads whose alerts no trial looks at. */
    readonly unwatched: ReadonlySet<string>;
}

/** A cluster on which the real controllers act on a stack's objects. */
export interface Cluster {
    readonly client: KubeClient;
    /** Objects of the stack as they were applied. */
    readonly objects: readonly KubeObject[];
    readonly seen: Readonly<Record<keyof typeof collections, Informer>>;
    readonly fleet: Fleet;
    readonly prometheus: PrometheusEntrance;
    readonly alerts: FiringAlerts;
    readonly queues: QueueServer;
    readonly startedAt: number;
    /** Applies the objects of a workload that were withheld. */
    readonly supply: (workload: string) => Promise<void>;
    /** Removes the scalers and pods of a workload, which otherwise keep all controllers busy until the end. */
    readonly remove: (workload: string) => Promise<void>;
    readonly stop: (logs?: string) => Promise<void>;
}

/**
 * Starts API server, autoscaler, simulated nodes, Prometheus, KEDA and Argo Rollouts, and applies the stack's objects at
 * the pace of this tier.
 *
 * @throws Error when the API server refuses an object
 */
export async function startCluster(
    { manifests, resources }: RenderedStack,
    { startedAt, withheld, past, unwatched }: Beginning,
): Promise<Cluster> {
    answerOn([podRange, `${serviceAddress}/32`]);
    ip("link", "set", "lo", "up");
    const objects = manifests.map(atPace).map(withHeldRuns);
    // For all programs that start from here: collecting memory often takes the cores that a hundred trials need.
    process.env["GOGC"] ??= "400";
    process.env["GOMEMLIMIT"] ??= "2GiB";
    const plane = await startControlPlane({ callsServices: true, podRange, managerFlags });
    const opened: { stop: () => void }[] = [];
    const stop = async (logs?: string): Promise<void> => {
        opened.forEach((each) => each.stop());
        if (logs !== undefined) {
            plane.processes.keepLogs(logs);
        }
        await plane.stop();
    };
    try {
        const client = new KubeClient(plane.connection);
        await installControllersCrds(client);
        await createNodes(client, simulatedNodes(resources));
        const authority = createAuthority(path.join(plane.processes.folder, "services"), "services");
        const address = prometheusAddress(objects);
        resolveHere([address.hostname, kedaService], plane);
        const prometheus = new PrometheusEntrance(ports.prometheus);
        await prometheus.start(Number(address.port));
        opened.push(prometheus);

        const relevant = objects.filter(isRelevant);
        await prepareNamespaces(client, [...relevant, namespaceOf(kedaNamespace), namespaceOf(rolloutsNamespace)]);
        const seen = await startInformers(client, plane);
        opened.push(...Object.values(seen));
        const fleet = new Fleet(seen);
        const certificate = issueCertificate(authority, metricsServer.name, [serviceName(metricsServer)]);
        const fleetPorts = {
            resourceMetrics: resourceMetricsPort,
            gpuExporter: gpuExporterPort,
            stateMetrics: stateMetricsPort,
        };
        await fleet.start(fleetPorts, certificate);
        opened.push(fleet);

        const exporters = {
            gpu: { address: `${serviceAddress}:${gpuExporterPort}` },
            "kube-state-metrics": { address: `${serviceAddress}:${stateMetricsPort}` },
        };
        const [queues] = await Promise.all([
            startQueues(plane, relevant),
            startPrometheus(plane, withNeededRules(objects, unwatched), exporters, past),
            startRollouts(plane),
        ]);
        await startKeda(plane, authority, queues.endpoint);
        const bundle = readFileSync(authority.certificate);
        await serveApi(client, resourceMetricsVersion, metricsServer, resourceMetricsPort, bundle);
        const adapter = { name: adapterService, namespace: kedaNamespace };
        await serveApi(
            client,
            { group: "external.metrics.k8s.io", version: "v1beta1" },
            adapter,
            ports.adapter,
            bundle,
        );
        const all = [...relevant, ...ofKind(relevant, "ExternalSecret").map(secretOf)];
        const isWithheld = (object: KubeObject): boolean =>
            withheld.get(workloadOf(object))?.includes(object.kind) ?? false;
        await applyStack(
            client,
            all.filter((object) => !isWithheld(object)),
        );
        const supply = async (workload: string): Promise<void> => {
            await applyStack(
                client,
                all.filter((object) => isWithheld(object) && workloadOf(object) === workload),
            );
        };
        const remove = async (workload: string): Promise<void> => {
            for (const kinds of [
                ["ScaledObject", "ScaledJob"],
                ["Deployment", "StatefulSet", "Rollout"],
            ]) {
                const its = relevant.filter((object) => kinds.includes(object.kind) && workloadOf(object) === workload);
                // As Pulumi deletes. In the background a Rollout is gone at once, and one that its controller is writing comes
                // back in the controller's memory, with new pods again and again.
                // Source: Argo Rollouts 1.9.0 rollout/controller.go, writeBackToInformer.
                const foreground = { propagationPolicy: "Foreground" } as const;
                await Promise.all(its.map(async (object) => await client.delete(object, foreground)));
            }
        };
        const alerts = new FiringAlerts(ports.prometheus);
        opened.push(alerts.start());
        return { client, objects, seen, fleet, prometheus, alerts, queues, startedAt, supply, remove, stop };
    } catch (error) {
        await stop();
        throw error;
    }
}

/** Periods of the autoscaler that no object sets, at the pace of this tier. Defaults: kube-controller-manager's flags. */
const managerFlags = [
    `--horizontal-pod-autoscaler-sync-period=${15 / pace}s`,
    `--horizontal-pod-autoscaler-cpu-initialization-period=${300 / pace}s`,
    `--horizontal-pod-autoscaler-initial-readiness-delay=${30 / pace}s`,
    // Enough for every workload of the tier within one period.
    "--concurrent-horizontal-pod-autoscaler-syncs=20",
    "--kube-api-qps=200",
    "--kube-api-burst=400",
];

async function installControllersCrds(client: KubeClient): Promise<void> {
    const { definitions, missing } = await loadCrds();
    const needed = definitions.filter((definition) => crdGroups.includes(specOf(definition).group));
    if (needed.length === 0) {
        throw new Error(["no CustomResourceDefinitions of the controllers:", ...missing].join("\n"));
    }
    await installCrds(client, needed);
}

/** Where the rendered objects ask Prometheus. */
function prometheusAddress(objects: readonly KubeObject[]): URL {
    const [, address] = /"serverAddress":"([^"]+)"/.exec(JSON.stringify(objects)) ?? [];
    if (address === undefined) {
        throw new Error("no ScaledObject of the stack asks Prometheus");
    }
    return new URL(address);
}

/** Makes names of Services resolve to this machine, for processes of this namespace alone. */
function resolveHere(names: readonly string[], { processes }: ControlPlane): void {
    const hosts = path.join(processes.folder, "hosts");
    copyFileSync("/etc/hosts", hosts);
    appendFileSync(hosts, names.map((name) => `\n127.0.0.1 ${name}`).join("") + "\n");
    execFileSync("mount", ["--bind", hosts, "/etc/hosts"], { stdio: ["ignore", "ignore", "pipe"] });
}

async function startInformers(client: KubeClient, { connection }: ControlPlane): Promise<Cluster["seen"]> {
    const entries = Object.entries(collections).map(
        async ([name, collection]) => [name, await new Informer(client, connection, collection).start()] as const,
    );
    return Object.fromEntries(await Promise.all(entries)) as Cluster["seen"];
}

/** Routes an aggregated API to a port of this machine, and waits until the API server has reached it. */
async function serveApi(
    client: KubeClient,
    { group, version }: { readonly group: string; readonly version: string },
    service: { readonly name: string; readonly namespace: string },
    port: number,
    authority: Buffer,
): Promise<void> {
    const objects: readonly KubeObject[] = [
        {
            apiVersion: "v1",
            kind: "Service",
            metadata: service,
            spec: { ports: [{ name: "https", port: 443, targetPort: port }] },
        },
        {
            apiVersion: "discovery.k8s.io/v1",
            kind: "EndpointSlice",
            metadata: { ...service, labels: { "kubernetes.io/service-name": service.name } },
            ...{ addressType: "IPv4", ports: [{ name: "https", port, protocol: "TCP" }] },
            endpoints: [{ addresses: [serviceAddress], conditions: { ready: true } }],
        },
    ];
    for (const object of objects) {
        accepted(await client.apply(object));
    }
    const api = {
        apiVersion: "apiregistration.k8s.io/v1",
        kind: "APIService",
        metadata: { name: `${version}.${group}` },
        spec: {
            service,
            group,
            version,
            caBundle: authority.toString("base64"),
            groupPriorityMinimum: 100,
            versionPriority: 100,
        },
    };
    accepted(await client.apply(api));
    await eventually(`the API server reaches ${group}`, async () => {
        const { conditions = [] } = ((await client.read(api))?.["status"] ?? {}) as {
            conditions?: readonly { readonly type: string; readonly status: string }[];
        };
        return conditions.some(({ type, status }) => type === "Available" && status === "True");
    });
}

function serviceName({ name, namespace: of }: { readonly name: string; readonly namespace: string }): string {
    return `${name}.${of}.svc`;
}

function namespaceOf(name: string): KubeObject {
    return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** The workloads' namespace with everything in it, and what pods refer to. */
function isRelevant({ kind, metadata }: KubeObject): boolean {
    return metadata.namespace === namespace || ["PriorityClass", "StorageClass", "PersistentVolume"].includes(kind)
        ? true
        : kind === "Namespace" && metadata.name === namespace;
}

/** Autoscalers come last, as in the program: KEDA refuses one whose target does not exist, and takes its time to look again. */
async function applyStack(client: KubeClient, objects: readonly KubeObject[]): Promise<void> {
    const isLast = ({ kind }: KubeObject): boolean => kind === "ScaledObject" || kind === "ScaledJob";
    const results = [
        ...(await applyAll(
            client,
            objects.filter((object) => !isLast(object)),
        )),
        ...(await applyAll(client, objects.filter(isLast))),
    ];
    const refused = refusals(results);
    if (refused.length > 0) {
        throw new Error(["the API server refuses objects of the stack:", ...refused].join("\n"));
    }
}

/** A stand-in for SQS with every queue that a trigger reads. */
async function startQueues({ processes }: ControlPlane, objects: readonly KubeObject[]): Promise<QueueServer> {
    const queues = await QueueServer.start(processes);
    await Promise.all([...new Set(objects.flatMap(queuesOf))].map((name) => queues.create(name)));
    return queues;
}

/** The object; the runs of a ScaledJob take until a trial lets them end, and not no time at all. */
function withHeldRuns(object: KubeObject): KubeObject {
    if (object.kind !== "ScaledJob") {
        return object;
    }
    const held = structuredClone(object);
    const { template } = (held["spec"] as { jobTargetRef: { template: { metadata?: KubeObject["metadata"] } } })
        .jobTargetRef;
    template.metadata = {
        ...template.metadata,
        annotations: { ...template.metadata?.annotations, [heldAnnotation]: "" },
    } as KubeObject["metadata"];
    return held;
}

/** The Secret that external-secrets would make: no secret store is here. */
function secretOf({ metadata, spec }: KubeObject): KubeObject {
    const { target, data } = spec as {
        readonly target: { readonly name: string };
        readonly data: readonly { readonly secretKey: string }[];
    };
    return {
        apiVersion: "v1",
        kind: "Secret",
        metadata: {
            name: target.name,
            ...(metadata.namespace && { namespace: metadata.namespace }),
            ...(metadata.labels && { labels: metadata.labels }),
        },
        stringData: Object.fromEntries(data.map(({ secretKey }) => [secretKey, "known"])),
    };
}
