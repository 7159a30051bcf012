import { type Graph } from "../../simulation/report/graph";
import { arrow, chain, node } from "./flow";

/** docs/addons/gateway.md */
export const requestPath: Graph = {
    direction: "LR",
    children: [
        node("Client", "outside"),
        node("Load balancer", "gateway", "TLS, addresses of", "clients are kept"),
        {
            box: "Cluster, mutual TLS",
            look: "cluster-box",
            children: [
                node("Gateway pod", "gateway", "rate and size, path,", "token"),
                node("Proxy", "store", "admits who is listed,", "port and path"),
                node("Server", "workload"),
            ],
        },
        node("Route 53", "store"),
    ],
    edges: [
        arrow("Client", "Route 53", "name"),
        arrow("Client", "Load balancer", "https", "entry"),
        arrow("Load balancer", "Gateway pod", "443", "entry"),
        arrow("Gateway pod", "Proxy", "mTLS", "entry"),
        arrow("Proxy", "Server", "in the pod", "entry"),
    ],
};

/** docs/observability.md */
export const telemetry: Graph = {
    direction: "LR",
    children: [
        {
            box: "What is watched",
            look: "group",
            children: [
                node("Servers and proxies", "workload"),
                node("GPUs and nodes", "workload"),
                node("Files of logs", "workload", "of each node"),
            ],
        },
        node("Prometheus", "store", "metrics, rules"),
        node("Alloy", "store", "on each node"),
        node("Collectors", "store", "keep errors, slow requests,", "and a sample"),
        node("Alertmanager", "outside", "people, with runbook"),
        node("Loki", "bucket", "logs"),
        node("Tempo or Jaeger", "bucket", "traces"),
        node("Grafana", "gateway", "dashboards, links between", "metrics, traces and logs"),
    ],
    edges: [
        arrow("Servers and proxies", "Prometheus", "scraped"),
        arrow("GPUs and nodes", "Prometheus", "scraped"),
        arrow("Servers and proxies", "Collectors", "spans"),
        ...chain("Files of logs", "Alloy", "Loki", "Grafana"),
        ...chain("Collectors", "Tempo or Jaeger", "Grafana"),
        arrow("Prometheus", "Alertmanager", "alerts", "entry"),
        arrow("Prometheus", "Grafana"),
    ],
};

/** docs/addons/scaling.md */
export const scaling: Graph = {
    direction: "LR",
    children: [
        node("Load", "outside", "latency, queue, CPU,", "schedule, SQS"),
        node("KEDA", "gateway", "and its HPA"),
        node("Pods", "workload", "min to max"),
        node("Free GPU", "bucket", "of an idle pod of", "warmCapacity"),
        node("Cluster Autoscaler", "gateway", "spot before on demand"),
        node("Nodes", "store", "from zero, to max"),
    ],
    edges: [
        ...chain("Load", "KEDA", "Pods"),
        arrow("Pods", "Free GPU", "at once"),
        arrow("Pods", "Cluster Autoscaler", "no node"),
        ...chain("Cluster Autoscaler", "Nodes"),
    ],
};

/** docs/multi-region.md */
export const regions: Graph = {
    direction: "LR",
    children: [
        node("Clients", "outside", "ai-api.example.com"),
        node("Route 53", "store", "a latency record", "per stack"),
        {
            box: "prod, us-west-2",
            look: "region",
            children: [
                node("Load balancer ", "gateway"),
                node("Gateway, mesh, pods ", "workload"),
                node("Models bucket", "bucket"),
            ],
        },
        {
            box: "prod-eu, eu-west-1",
            look: "region",
            children: [
                node("Load balancer", "gateway"),
                node("Gateway, mesh, pods", "workload"),
                node("Replica of the models", "bucket"),
            ],
        },
        node("publish-model, training", "store"),
    ],
    edges: [
        arrow("Clients", "Route 53", undefined, "entry"),
        arrow("Route 53", "Load balancer ", undefined, "entry"),
        arrow("Route 53", "Load balancer", undefined, "entry"),
        arrow("Load balancer ", "Gateway, mesh, pods ", undefined, "entry"),
        arrow("Load balancer", "Gateway, mesh, pods", undefined, "entry"),
        arrow("publish-model, training", "Models bucket"),
        arrow("Models bucket", "Replica of the models", "copies", "copy"),
        arrow("Models bucket", "Gateway, mesh, pods "),
        arrow("Replica of the models", "Gateway, mesh, pods"),
    ],
};

/** docs/security-model.md */
export const boundaries: Graph = {
    direction: "LR",
    children: [
        node("Clients", "outside", "the internet"),
        node("People", "outside", "their IAM role"),
        node("Stack file", "outside", "whoever may merge"),
        {
            box: "Cluster",
            look: "cluster-box",
            children: [
                node("Gateway", "gateway", "published paths, token"),
                node("API server", "gateway", "access entries, RBAC"),
                {
                    box: "Namespace, level restricted, deny by default",
                    look: "group",
                    children: [node("Pod", "workload", "identity of its own")],
                },
                {
                    box: "Another namespace",
                    look: "group",
                    children: [node("Other pod", "workload", "where callers lists the pod")],
                },
            ],
        },
        node("Policy pack", "gateway", "before anything changes"),
        node("AWS", "bucket", "own prefixes, own secrets"),
        node("Internet hosts", "bucket", "listed in egress"),
    ],
    edges: [
        arrow("Clients", "Gateway", "https", "entry"),
        arrow("Gateway", "Pod", "mTLS", "entry"),
        arrow("People", "API server", undefined, "entry"),
        arrow("API server", "Pod"),
        arrow("Stack file", "Policy pack", undefined, "entry"),
        arrow("Policy pack", "AWS", "pulumi up"),
        arrow("Pod", "Other pod", "mTLS"),
        arrow("Pod", "AWS", "role"),
        arrow("Pod", "Internet hosts"),
    ],
};

/** docs/platforms.md */
export const platforms: Graph = {
    direction: "TB",
    children: [
        node("index.ts", "gateway", "a stack as a table of contents"),
        node("components/workloads", "workload", "kinds that a stack file lists"),
        node("components/serving", "workload", "pods, traffic, scaling, access, observation"),
        node("components/addons", "store", "mesh, metrics, logs, scaling"),
        node("components/platform.ts", "gateway", "cluster, identities, stores, queues, secrets"),
        node("components/aws", "bucket", "EKS, S3, IAM"),
        node("components/existing", "bucket", "a cluster that is there"),
    ],
    edges: [
        ...chain(
            "index.ts",
            "components/workloads",
            "components/serving",
            "components/addons",
            "components/platform.ts",
        ),
        arrow("components/aws", "components/platform.ts", "implements", "copy"),
        arrow("components/existing", "components/platform.ts", "implements", "copy"),
    ],
};
