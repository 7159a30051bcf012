import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { podsIn, tcp } from "../../kubernetes/networkPolicies";
import { stableJson } from "../../kubernetes/stableJson";
import { principal } from "../../serving/access/authorizationPolicy";
import { type AllowedCall } from "../../serving/calls";
import { child, metadata, type WorkloadContext } from "../../serving/context";
import { jobIndexLabel, jobNameLabel } from "../../serving/jobs/jobTemplate";
import { appSelector, type WorkloadName } from "../../serving/labels";
import { serviceHost } from "../../serving/plan";
import { type IngressRule } from "../../serving/pod/networkPolicy";
import { type Program } from "../../serving/pod/plan";
import { type TrainingConfig } from "./schema";

/**
 * Pods that train one model together: how they find each other, and who may connect to them. The mesh lets declared ports of
 * registered hosts through and nothing else, so that every port is fixed and in a Service.
 */

type GangConfig = Pick<TrainingConfig, "pods" | "peerPorts">;

/** Ports that every run of several pods has. Sources: `TF_CONFIG` in TensorFlow's guide; the default of PyTorch's launcher. */
const standardPorts = { tensorflow: 2222, rendezvous: 29_500 } as const;

/** Environment variables that the platform sets for several pods. */
export const gangVariables: readonly string[] = [
    "JOB_NAME",
    "RANK",
    "WORLD_SIZE",
    "MASTER_ADDR",
    "MASTER_PORT",
    "TF_CONFIG",
];

/** Exit code by which the program says that it ends because a pod of its run has gone: EX_TEMPFAIL of `sysexits.h`. */
export const peerLostExitCode = 75;

/** Whether a run has several pods. */
export function isGang({ pods }: Pick<TrainingConfig, "pods">): boolean {
    return pods > 1;
}

/** How many pods the Job makes in all, and at the same time. */
export function podsOfRun(
    config: Pick<TrainingConfig, "pods" | "completions" | "parallelism">,
): Pick<TrainingConfig, "completions" | "parallelism"> {
    const { pods, completions, parallelism } = config;
    return isGang(config) ? { completions: pods, parallelism: pods } : { completions, parallelism };
}

/** The ports of a run by name, each once. */
export function gangPorts({ peerPorts }: Pick<TrainingConfig, "peerPorts">): Readonly<Record<string, number>> {
    return { ...standardPorts, ...Object.fromEntries(peerPorts.map((port) => [`peer-${port}`, port])) };
}

/** What the program learns of its run, in the words of TensorFlow and of PyTorch. */
export function gangEnvironment(
    workload: WorkloadName,
    { pods }: Pick<TrainingConfig, "pods">,
): Required<Pick<Program, "fromLabels" | "env">> {
    // The Job's controller names pods like this; the Service of `subdomain` makes it a name in DNS.
    const hosts = Array.from({ length: pods }, (_, rank) => `$(JOB_NAME)-${rank}.${serviceHost(workload)}`);
    const cluster = stableJson({ worker: hosts.map((host) => `${host}:${standardPorts.tensorflow}`) });
    return {
        fromLabels: { JOB_NAME: jobNameLabel, RANK: jobIndexLabel },
        env: {
            WORLD_SIZE: String(pods),
            MASTER_ADDR: hosts[0] ?? "",
            MASTER_PORT: String(standardPorts.rendezvous),
            // The kubelet puts the number in before any program reads this as JSON.
            TF_CONFIG: `{"cluster":${cluster},"task":{"index":$(RANK),"type":"worker"}}`,
        },
    };
}

/** Ports of the program's container. */
export function gangContainerPorts(config: GangConfig): k8s.types.input.core.v1.ContainerPort[] {
    return Object.entries(gangPorts(config)).map(([name, containerPort]) => ({ name, containerPort, protocol: "TCP" }));
}

/** Annotations of the pods. */
export const gangAnnotations: Readonly<Record<string, string>> = {
    // Proxies close TCP connections on which nothing flows for an hour, and a rendezvous is silent from one epoch to the next. A
    // peer that has gone is found by keep-alives instead. Source: Istio pilot/pkg/networking/core, `node.Metadata.IdleTimeout`.
    "proxy.istio.io/config": stableJson({ proxyMetadata: { ISTIO_META_IDLE_TIMEOUT: "0s" } }),
};

/** The pods of a workload may connect to each other. */
export function gangCalls({ name, namespace }: WorkloadName, config: GangConfig): readonly AllowedCall[] {
    return [
        {
            caller: { name, namespace, podLabels: appSelector({ name }) },
            workload: { name, namespace },
            containerPorts: Object.values(gangPorts(config)),
            servicePorts: {},
        },
    ];
}

/** The same, as the pods' NetworkPolicy admits it. */
export function gangIngress(workload: WorkloadName, config: GangConfig): IngressRule {
    return {
        from: [podsIn(workload.namespace, appSelector(workload))],
        ports: Object.values(gangPorts(config)).map(tcp),
    };
}

/** Names in DNS, permission in the mesh, and how connections are kept; there before the first pod. */
export function gangObjects(
    workload: WorkloadName,
    config: GangConfig,
    context: WorkloadContext,
): readonly pulumi.Resource[] {
    const { name, namespace } = workload;
    const ports = Object.entries(gangPorts(config));
    return [
        new k8s.core.v1.Service(
            name,
            {
                metadata: metadata(workload, name),
                spec: {
                    clusterIP: "None",
                    // Pods wait for each other before they are ready.
                    publishNotReadyAddresses: true,
                    selector: appSelector(workload),
                    ports: ports.map(([port, number]) => ({
                        name: port,
                        port: number,
                        targetPort: port,
                        protocol: "TCP",
                        // Requests that take hours, in protocols of their own: the proxies pass bytes on.
                        appProtocol: "tcp",
                    })),
                },
            },
            child(context),
        ),
        customResource<IAuthorizationPolicy>(
            `${name}-peers`,
            {
                apiVersion: apiVersions.istioSecurity,
                kind: "AuthorizationPolicy",
                metadata: metadata(workload, name),
                spec: {
                    selector: { matchLabels: appSelector(workload) },
                    action: "ALLOW",
                    rules: [
                        {
                            from: [{ source: { principals: [principal(namespace, name)] } }],
                            to: [{ operation: { ports: ports.map(([, number]) => String(number)) } }],
                        },
                    ],
                },
            },
            child(context),
        ),
        customResource<{ readonly spec: PeerRuleSpec }>(
            `${name}-peers`,
            {
                apiVersion: apiVersions.istioNetworking,
                kind: "DestinationRule",
                metadata: metadata(workload, name),
                spec: {
                    host: serviceHost(workload),
                    trafficPolicy: {
                        tls: { mode: "ISTIO_MUTUAL" },
                        connectionPool: {
                            tcp: { connectTimeout: "10s", tcpKeepalive: { time: "60s", interval: "20s", probes: 3 } },
                        },
                    },
                },
            },
            child(context),
        ),
    ];
}

/** How the pods of a run connect; a Service without address of its own leaves nothing to balance or to eject. */
interface PeerRuleSpec {
    readonly host: string;
    readonly trafficPolicy: {
        readonly tls: { readonly mode: "ISTIO_MUTUAL" };
        readonly connectionPool: {
            readonly tcp: {
                readonly connectTimeout: string;
                readonly tcpKeepalive: { readonly time: string; readonly interval: string; readonly probes: number };
            };
        };
    };
}
