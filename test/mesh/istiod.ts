import { accepted, type KubeClient } from "../integration/cluster/client";
import { type ProcessGroup } from "../integration/cluster/processes";
import { type KubeObject, type V1PodTemplateSpec } from "../integration/cluster/types";
import { type RenderedStack } from "../integration/rendered";
import { ensureTool } from "../integration/tools";
import { eventually } from "../integration/wait";
import { argumentsOf, environmentOf, type RunningPod } from "./containers";
import { renderRelease } from "../integration/charts";
import { nodeAddress } from "./network";

/**
 * What differs from the stack's values: the programs are Istio's next release, told to behave as the one of the chart, and
 * Envoy is the plain one, without Istio's own filters. Requests are then not counted as `istio_requests_total`.
 */
const furtherValues = {
    compatibilityVersion: "1.30",
    env: {
        PILOT_ENABLE_METADATA_EXCHANGE: "false",
        PILOT_ENABLE_ALPN_FILTER: "false",
        PILOT_DISABLE_MX_ALPN: "true",
    },
    meshConfig: { defaultProviders: { metrics: [] } },
};

/** Kinds of the charts that need a scheduler, a kubelet or an autoscaler. */
const notHere = ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy"];

interface IstiodArgs {
    readonly client: KubeClient;
    readonly processes: ProcessGroup;
    readonly kubeconfig: string;
    readonly rendered: RenderedStack;
    /** PEM file of the authority that signed what istiod asks outside the cluster. */
    readonly trusts: string;
}

/** Installs Istio's charts as the stack has them and starts istiod as its Deployment says; returns once it injects and validates. */
export async function startIstiod({ client, processes, kubeconfig, rendered, trusts }: IstiodArgs): Promise<void> {
    const objects = [
        ...(await renderRelease(rendered, "istio-base", processes.folder)),
        ...(await renderRelease(rendered, "istiod", processes.folder, furtherValues)),
    ];
    const installed = objects.filter(({ kind }) => !notHere.includes(kind) && kind !== "CustomResourceDefinition");
    await Promise.all(installed.map(async (object) => accepted(await client.apply(object))));
    accepted(await client.apply(istiodEndpoints()));

    const pod = podOf(objects);
    const [container] = pod.spec.containers;
    if (container === undefined) {
        throw new Error("istiod's Deployment has no container");
    }
    const environment = environmentOf(container, pod);
    await processes.start({
        name: "istiod",
        binary: await ensureTool("istiod"),
        args: [...argumentsOf(container, environment), `--kubeconfig=${kubeconfig}`, "--ctrlz_port=0"],
        env: { ...environment, SSL_CERT_FILE: trusts },
        ready: async () => (await fetch(`http://${nodeAddress}:8080/ready`)).ok,
    });
    for (const webhook of installed.filter(({ kind }) => kind.endsWith("WebhookConfiguration"))) {
        await eventually(`${webhook.kind} "${webhook.metadata.name}" has istiod's certificate`, async () =>
            trusted(await client.read(webhook)),
        );
    }
}

/** What every webhook needs before the API server can call it. */
function trusted(configuration: KubeObject | undefined): boolean {
    const webhooks = (configuration?.["webhooks"] ?? []) as readonly {
        readonly clientConfig: { readonly caBundle?: string };
    }[];
    return webhooks.every(({ clientConfig }) => clientConfig.caBundle !== undefined);
}

/** The pod that istiod's Deployment would make. */
function podOf(objects: readonly KubeObject[]): RunningPod {
    const deployment = objects.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "istiod");
    const { template } = (deployment?.["spec"] ?? {}) as { readonly template?: V1PodTemplateSpec };
    if (deployment?.metadata.namespace === undefined || template?.spec === undefined) {
        throw new Error(`the chart of istiod has no Deployment "istiod"`);
    }
    return {
        metadata: { ...template.metadata, name: "istiod", namespace: deployment.metadata.namespace },
        spec: template.spec,
    };
}

/** Istiod runs on the node, beside the pods: its Service leads there. */
function istiodEndpoints(): KubeObject {
    const ports = { "grpc-xds": 15010, "https-dns": 15012, "https-webhook": 15017, "http-monitoring": 15014 };
    return {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: {
            name: "istiod-node",
            namespace: "istio-system",
            labels: { "kubernetes.io/service-name": "istiod" },
        },
        addressType: "IPv4",
        endpoints: [{ addresses: [nodeAddress], conditions: { ready: true } }],
        ports: Object.entries(ports).map(([name, port]) => ({ name, port, protocol: "TCP" })),
    };
}
