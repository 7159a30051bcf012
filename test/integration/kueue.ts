import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { prepareNamespaces } from "./apply";
import { renderRelease } from "./charts";
import { issueCertificate } from "./cluster/certificates";
import { accepted, KubeClient } from "./cluster/client";
import { startControlPlane } from "./cluster/controlPlane";
import { installCrds } from "./cluster/crds";
import { freePorts, listens } from "./cluster/processes";
import { type KubeObject, ofKind } from "./cluster/types";
import { createNodes } from "./environment";
import { simulatedNodes } from "./nodes";
import { type RenderedStack } from "./rendered";
import { ensureTool } from "./tools";

const namespace = "kueue-system";
/** The Secret in which Kueue keeps the certificates that it makes for its webhooks. */
const certificates = { apiVersion: "v1", kind: "Secret", metadata: { name: "kueue-webhook-server-cert", namespace } };

const webhookKinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"] as const;

/** Times of the stack's configuration, short enough for a test. */
export interface KueueTimes {
    /** Seconds in which all pods of a run must be ready. */
    readonly ready: number;
    /** Seconds that a run may lack a pod. */
    readonly recovery: number;
}

/** A cluster with a stack's nodes in which the real Kueue decides which Jobs run. */
export interface KueueCluster {
    readonly client: KubeClient;
    /** What the stack's chart makes beside what is installed already: definitions, and webhooks that call this machine. */
    readonly chart: readonly KubeObject[];
    readonly stop: () => Promise<void>;
}

/**
 * Starts a control plane, and Kueue beside it with the configuration that the stack gives it; its webhooks are called, and it
 * makes their certificates itself.
 */
export async function startKueue(stack: RenderedStack, times: KueueTimes): Promise<KueueCluster> {
    const binary = await ensureTool("kueue");
    const plane = await startControlPlane();
    try {
        const client = new KubeClient(plane.connection);
        const chart = await renderRelease(stack, "kueue", plane.processes.folder);
        const [webhooks = 0, health = 0, metrics = 0] = await freePorts(3);
        const called = chart.map((object) => calledOn(object, webhooks));
        await installCrds(client, ofKind(called, "CustomResourceDefinition"));
        await createNodes(client, simulatedNodes(stack.resources));
        const own = ofKind(stack.manifests, "Namespace").filter(({ metadata }) => metadata.name === namespace);
        await prepareNamespaces(client, [...own, certificates]);
        for (const kind of ["Secret", ...webhookKinds]) {
            await Promise.all(ofKind(called, kind).map(async (object) => accepted(await client.apply(object))));
        }
        const folder = path.join(plane.processes.folder, "kueue");
        mkdirSync(folder, { mode: 0o700 });
        const configuration = path.join(folder, "configuration.json");
        writeFileSync(
            configuration,
            JSON.stringify({
                ...configurationIn(chart, times),
                namespace,
                health: { healthProbeBindAddress: `127.0.0.1:${health}` },
                metrics: { bindAddress: `127.0.0.1:${metrics}` },
                webhook: { host: "127.0.0.1", port: webhooks, certDir: folder },
                leaderElection: { leaderElect: false },
            }),
        );
        await plane.processes.start({
            name: "kueue",
            binary,
            args: [
                `--config=${configuration}`,
                `--kubeconfig=${plane.kubeconfig}`,
                // The aggregated API that shows what waits; nobody asks it here.
                "--feature-gates=VisibilityOnDemand=false",
            ],
            ready: async () => (await mountCertificates(client, folder)) && (await listens(webhooks)),
        });
        const installed: readonly string[] = ["CustomResourceDefinition", ...webhookKinds];
        return { client, chart: chart.filter(({ kind }) => !installed.includes(kind)), stop: () => plane.stop() };
    } catch (error) {
        await plane.stop();
        throw error;
    }
}

/** The configuration that the chart mounts, with short times. */
function configurationIn(chart: readonly KubeObject[], { ready, recovery }: KueueTimes): object {
    const [map] = ofKind(chart, "ConfigMap").filter(({ metadata }) => metadata.name === "kueue-manager-config");
    const data = map?.["data"] as Readonly<Record<string, string>> | undefined;
    const configuration = parse(data?.["controller_manager_config.yaml"] ?? "") as {
        readonly waitForPodsReady: { readonly requeuingStrategy: object };
    };
    const { waitForPodsReady } = configuration;
    return {
        ...configuration,
        waitForPodsReady: {
            ...waitForPodsReady,
            timeout: `${ready}s`,
            recoveryTimeout: `${recovery}s`,
            requeuingStrategy: { ...waitForPodsReady.requeuingStrategy, backoffBaseSeconds: 1, backoffMaxSeconds: 2 },
        },
    };
}

/** The object with every call of Kueue's Service led to this machine. */
function calledOn(object: KubeObject, port: number): KubeObject {
    const text = JSON.stringify(object, (key, value: unknown) => {
        const { service } = (key === "clientConfig" ? value : {}) as { readonly service?: { readonly path: string } };
        return service === undefined ? value : { url: `https://localhost:${port}${service.path}` };
    });
    return JSON.parse(text) as KubeObject;
}

/**
 * What the kubelet does: the certificate as files. Kueue makes one for its Service's name, and here it is called by another: the
 * authority that it has made signs that one too.
 */
async function mountCertificates(client: KubeClient, folder: string): Promise<boolean> {
    const mounted = path.join(folder, "tls.crt");
    if (existsSync(mounted)) {
        return true;
    }
    const secret = await client.read<KubeObject & { readonly data?: Readonly<Record<string, string>> }>(certificates);
    const [certificate, key] = [secret?.data?.["ca.crt"], secret?.data?.["ca.key"]];
    if (certificate === undefined || key === undefined) {
        return false;
    }
    const authority = { folder, certificate: path.join(folder, "ca.crt"), key: path.join(folder, "ca.key") };
    writeFileSync(authority.certificate, Buffer.from(certificate, "base64"));
    writeFileSync(authority.key, Buffer.from(key, "base64"), { mode: 0o600 });
    const issued = issueCertificate(authority, "localhost", ["localhost"]);
    writeFileSync(path.join(folder, "tls.key"), readFileSync(issued.key), { mode: 0o600 });
    writeFileSync(mounted, readFileSync(issued.certificate));
    return true;
}
