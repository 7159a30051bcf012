/** Port of DNS, UDP and TCP. */
export const dnsPort = 53;

/** Ports of Istio's proxies and of istiod. Source: istio.io, "Application Requirements", ports used by Istio. */
export const istioPorts = {
    /** Agent beside each proxy: merged metrics of proxy and server, and rewritten probes, outside of mutual TLS. */
    agent: 15020,
    /** Health of a proxy, for load balancers. */
    health: 15021,
    /** istiod's xDS and certificates, both over mutual TLS. */
    istiod: 15012,
} as const;

/** Ports of OpenTelemetry's protocol. Source: opentelemetry.io, OTLP specification. */
export const otlpPorts = { grpc: 4317, http: 4318 } as const;

/** Namespace of the cluster's own components. */
export const systemNamespace = "kube-system";

/** Labels of the cluster's DNS pods; CoreDNS kept the name of its predecessor. */
export const dnsPodLabels = { "k8s-app": "kube-dns" } as const;

/** Labels of istiod's pods. */
export const istiodPodLabels = { app: "istiod" } as const;

/** Label with a node's processor, `amd64` or `arm64`; the kubelet sets it. */
export const architectureLabel = "kubernetes.io/arch";
