import { type Chart } from "../definition";
import { type Resources, resources } from "../../kubernetes/resources";
import { softSpread } from "../../kubernetes/topology";
import { controllerReplicas, type AddonFacts } from "../facts";
import { meshViewLabel } from "../../kubernetes/namespaceLabels";
import { otlpPorts, systemNamespace } from "../../kubernetes/wellKnown";
import { tracingHost } from "../tracing/names";

const release = {
    repository: "https://istio-release.storage.googleapis.com/charts",
    version: "1.30.3",
    appVersion: "1.30.3",
};

/** Istio's charts move together: one version for all of them. */
export const istioCharts = {
    base: { ...release, chart: "base", crds: "templates" },
    cni: { ...release, chart: "cni" },
    istiod: { ...release, chart: "istiod" },
    gateway: { ...release, chart: "gateway" },
} as const satisfies Record<string, Chart>;

/** One control plane: its revision is the empty one, which `istio-injection: enabled` selects. */
const revision = "";

export interface IstioBaseValues {
    readonly defaultRevision: string;
    readonly base: { readonly enableCRDTemplates: boolean; readonly validationFailurePolicy: string };
}

export function istioBaseValues(): IstioBaseValues {
    return {
        defaultRevision: "default",
        base: {
            // As templates, CRDs follow an upgrade of the chart.
            enableCRDTemplates: true,
            // istiod flips Ignore to Fail once it runs; written down, the two never differ.
            validationFailurePolicy: "Fail",
        },
    };
}

export interface IstioCniValues {
    readonly revision: string;
    readonly global: {
        readonly tag: string;
        readonly logAsJson: boolean;
        readonly networkPolicy: { readonly enabled: boolean };
    };
    readonly seccompProfile: { readonly type: string };
    readonly resources: Resources;
}

export const cniResources = resources("50m", "500m", "100Mi", "256Mi");

export function istioCniValues(): IstioCniValues {
    return {
        revision,
        global: { tag: istioCharts.cni.version, logAsJson: true, networkPolicy: { enabled: true } },
        seccompProfile: { type: "RuntimeDefault" },
        resources: cniResources,
    };
}

/** Names of the providers that Telemetry objects refer to. */
export const accessLogProvider = "json-access-log";
export const tracingProvider = "otel";

export interface IstiodValues {
    readonly revision: string;
    readonly cni: { readonly enabled: boolean };
    readonly autoscaleEnabled: boolean;
    readonly autoscaleMin: number;
    readonly autoscaleMax: number;
    readonly resources: Resources;
    readonly seccompProfile: { readonly type: string };
    readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
    readonly env: Readonly<Record<string, string>>;
    readonly base: { readonly validationFailurePolicy: string };
    readonly pdb: { readonly minAvailable: number; readonly unhealthyPodEvictionPolicy: string };
    readonly global: {
        /** Tag of istiod and of every injected proxy. */
        readonly tag: string;
        readonly logAsJson: boolean;
        readonly priorityClassName: string;
        readonly networkPolicy: { readonly enabled: boolean };
        readonly defaultPodDisruptionBudget: { readonly enabled: boolean };
        readonly proxy: {
            readonly seccompProfile: { readonly type: string };
            readonly excludeIPRanges?: string;
            readonly resources: Resources;
        };
    };
    readonly meshConfig: MeshConfig;
}

/** Part of Istio's mesh configuration that we set; the chart merges it into its own. */
export interface MeshConfig {
    readonly accessLogFile: string;
    readonly enablePrometheusMerge: boolean;
    readonly outboundTrafficPolicy: { readonly mode: "REGISTRY_ONLY" };
    readonly pathNormalization: { readonly normalization: "DECODE_AND_MERGE_SLASHES" };
    readonly discoverySelectors: readonly object[];
    readonly extensionProviders: readonly object[];
    readonly defaultConfig: { readonly gatewayTopology?: object };
}

export function istiodValues(facts: AddonFacts): IstiodValues {
    const replicas = controllerReplicas(facts);
    const { credentials } = facts.cloud.nodeServices;
    return {
        revision,
        cni: { enabled: true },
        autoscaleEnabled: true,
        autoscaleMin: replicas,
        autoscaleMax: 5,
        resources: resources("250m", "2", "1Gi", "2Gi"),
        seccompProfile: { type: "RuntimeDefault" },
        topologySpreadConstraints: softSpread({ app: "istiod" }),
        env: {
            // The default decides per injection by the oldest kubelet of the cluster: one old node would change every pod.
            ENABLE_NATIVE_SIDECARS: "true",
        },
        base: { validationFailurePolicy: "Fail" },
        pdb: { minAvailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow" },
        global: {
            tag: istioCharts.istiod.version,
            logAsJson: true,
            priorityClassName: "system-cluster-critical",
            networkPolicy: { enabled: true },
            // With one replica a budget would block every drain.
            defaultPodDisruptionBudget: { enabled: replicas > 1 },
            proxy: {
                // Without it an injected container fails `restricted` wherever the pod sets no profile itself.
                seccompProfile: { type: "RuntimeDefault" },
                // Credentials come from the node's agent, which is not a host of the mesh.
                ...(credentials !== undefined && { excludeIPRanges: credentials.cidr }),
                resources: resources("100m", "1", "128Mi", "512Mi"),
            },
        },
        meshConfig: meshConfig(facts),
    };
}

export function meshConfig(facts: AddonFacts): MeshConfig {
    return {
        // Access logs come from the provider below, by a Telemetry object; the file setting would write each line twice.
        accessLogFile: "",
        enablePrometheusMerge: true,
        outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
        // Policies must judge the path that a server reads: many decode `..%2F` and `//`, which the default leaves as they are.
        pathNormalization: { normalization: "DECODE_AND_MERGE_SLASHES" },
        discoverySelectors: [
            { matchLabels: meshViewLabel },
            { matchLabels: { "kubernetes.io/metadata.name": systemNamespace } },
        ],
        extensionProviders: [
            {
                name: accessLogProvider,
                envoyFileAccessLog: { path: "/dev/stdout", logFormat: { labels: accessLogFields } },
            },
            ...(facts.addons.tracing.enabled
                ? [{ name: tracingProvider, opentelemetry: { service: tracingHost, port: otlpPorts.grpc } }]
                : []),
        ],
        defaultConfig: {},
    };
}

/**
 * Fields of an access log line, in Envoy's operators. The version is the label of the pod that the proxy belongs to.
 */
const accessLogFields: Readonly<Record<string, string>> = {
    start_time: "%START_TIME%",
    method: "%REQ(:METHOD)%",
    path: "%REQ_WITHOUT_QUERY(X-ENVOY-ORIGINAL-PATH?:PATH)%",
    protocol: "%PROTOCOL%",
    authority: "%REQ(:AUTHORITY)%",
    response_code: "%RESPONSE_CODE%",
    response_flags: "%RESPONSE_FLAGS%",
    response_code_details: "%RESPONSE_CODE_DETAILS%",
    grpc_status: "%GRPC_STATUS(SNAKE_STRING)%",
    bytes_received: "%BYTES_RECEIVED%",
    bytes_sent: "%BYTES_SENT%",
    duration_ms: "%DURATION%",
    upstream_service_time_ms: "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%",
    upstream_cluster: "%UPSTREAM_CLUSTER_RAW%",
    upstream_host: "%UPSTREAM_HOST%",
    downstream_remote_address: "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
    route_name: "%ROUTE_NAME%",
    user_agent: "%REQ(USER-AGENT)%",
    request_id: "%REQ(X-REQUEST-ID)%",
    trace_id: "%TRACE_ID%",
    model_version: "%CEL(xds.node.metadata['LABELS']['version'])%",
};
