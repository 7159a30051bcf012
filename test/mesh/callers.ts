import { type KubeObject } from "../integration/cluster/types";

/** Where the stacks' models are served. */
export const namespace = "ml-production";
/** Version of a Rollout that runs from the start. */
export const stableHash = "stable";
/** A namespace that the platform does not manage, with proxies of the mesh. */
export const foreignNamespace = "shop";

/** Callers listen as well: a pod without a policy of its own. */
const callerPort = 8080;

/** Pods that only call, by the name of their pod: where they run and as whom. */
export const callers = {
    "object-detection-client": { namespace, serviceAccount: "object-detection-client" },
    "ai-inference-client": { namespace, serviceAccount: "ai-inference-client" },
    "anomaly-detection-client": { namespace, serviceAccount: "anomaly-detection-client" },
    /** In the same namespace, and nobody lists it. */
    stranger: { namespace, serviceAccount: "stranger" },
    /** Named like a listed caller, in another namespace. */
    namesake: { namespace: foreignNamespace, serviceAccount: "object-detection-client" },
} as const;
export type Caller = keyof typeof callers;

/** Pods outside the mesh that policies of the network name, and one that only looks like such a pod. */
export const bystanders = {
    prometheus: {
        namespace: "monitoring",
        labels: {
            "app.kubernetes.io/name": "prometheus",
            "operator.prometheus.io/name": "kube-prometheus-stack-prometheus",
        },
    },
    dashboards: { namespace: "monitoring", labels: { "app.kubernetes.io/name": "grafana" } },
    dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
    /** Labelled like a listed caller, in another namespace. */
    impostor: {
        namespace: foreignNamespace,
        labels: { app: "object-detection-client", "sidecar.istio.io/inject": "false" },
    },
} as const;

/** What a pod of a foreign namespace needs, and the pods of all callers. */
export function callerObjects(): KubeObject[] {
    return [
        {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: {
                name: foreignNamespace,
                labels: { "istio-injection": "enabled", "inference-platform/mesh": "discovered" },
            },
        },
        {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: "stranger", namespace: callers.stranger.namespace },
            spec: { selector: { app: "stranger" }, ports: [{ name: "http", port: callerPort }] },
        },
        ...Object.values(callers).map(({ namespace, serviceAccount }) => ({
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata: { name: serviceAccount, namespace },
        })),
    ];
}

/** The pods of callers and bystanders. */
export function callerPods(): readonly KubeObject[] {
    return [
        ...Object.entries(callers).map(([name, { namespace, serviceAccount }]) =>
            clientPod({ name, namespace, labels: { app: name } }, serviceAccount),
        ),
        ...Object.entries(bystanders).map(([name, place]) => clientPod({ name, ...place }, "default")),
    ];
}

function clientPod(metadata: KubeObject["metadata"], serviceAccountName: string): KubeObject {
    return {
        apiVersion: "v1",
        kind: "Pod",
        metadata,
        spec: {
            serviceAccountName,
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
                {
                    name: "client",
                    image: "client",
                    ports: [{ name: "http", containerPort: callerPort, protocol: "TCP" }],
                    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
                },
            ],
        },
    };
}
