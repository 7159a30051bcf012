import { type JudgedResource } from "../../../policy/model/resource";
import { kube } from "./cases";

/** A container that satisfies every rule. */
function container(name = "app"): Record<string, unknown> {
    return {
        name,
        image: "registry.example.com/ml/app:1.2.3",
        ports: [{ containerPort: 8080 }],
        resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "1", memory: "2Gi" } },
        livenessProbe: { httpGet: { path: "/health", port: 8080 } },
        readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    };
}

/** The spec of a pod that satisfies every rule. */
export function podSpec(): Record<string, unknown> {
    return {
        priorityClassName: "serving",
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [container()],
    };
}

export function pod(): JudgedResource {
    return kube({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "app", namespace: "ml", annotations: {} },
        spec: podSpec(),
    });
}

export function deployment(spec: Record<string, unknown> = {}): JudgedResource {
    return kube({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "app", namespace: "ml" },
        spec: {
            replicas: 1,
            template: { metadata: { labels: { app: "app" }, annotations: {} }, spec: podSpec() },
            ...spec,
        },
    });
}

/** A workload namespace with everything its labels should say. */
export function namespace(name = "ml", labels: Record<string, string> = {}): JudgedResource {
    return kube({
        apiVersion: "v1",
        kind: "Namespace",
        metadata: {
            name,
            labels: {
                "pod-security.kubernetes.io/enforce": "restricted",
                "inference-platform/workload-namespace": "true",
                "istio-injection": "enabled",
                ...labels,
            },
        },
    });
}
