import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type CertificateFiles } from "../../integration/cluster/certificates";
import { type KubeObject, type V1Pod } from "../../integration/cluster/types";
import { isReady } from "../../integration/pods";
import { istioPorts } from "../../../components/kubernetes/wellKnown";
import { type Informer } from "../informer";
import { workloadOf } from "../names";
import { type Behavior, type Demand, good, quiet } from "./behavior";
import { PodMetrics } from "./podMetrics";
import { podMetricsAnswer } from "./resourceMetrics";
import { destinationOf, destinationsOf, sharesOf } from "./routes";
import { stateMetrics } from "./stateMetrics";

/** What the fleet sees of the cluster. */
export interface FleetView {
    readonly pods: Informer;
    readonly services: Informer;
    readonly virtualServices: Informer;
    readonly destinationRules: Informer;
    readonly autoscalers: Informer;
}

export interface FleetPorts {
    /** Port of metrics.k8s.io, on every address. */
    readonly resourceMetrics: number;
    /** Port of the exporter of GPU metrics, on every address. */
    readonly gpuExporter: number;
    /** Port of kube-state-metrics, on every address. */
    readonly stateMetrics: number;
}

const tickMs = 250;
/** Where the mesh's agent serves the metrics of proxy and server. */
const agentPage = "/stats/prometheus";
const bucketsAnnotation = "sidecar.istio.io/statsHistogramBuckets";

/**
 * Stands in for everything that containers would do: the load of callers, shared among ready pods as the mesh's objects say,
 * and the metrics that servers, proxies, GPUs and kubelets would then show. A test states what is asked and how each version
 * answers; numbers of pods and weights are the controllers'.
 */
export class Fleet {
    private readonly demands = new Map<string, Demand>();
    private readonly behaviors = new Map<string, Behavior>();
    private readonly metrics = new Map<string, PodMetrics>();
    private readonly unmeasured = new Set<string>();
    private readonly unanswered = new Map<string, number>();
    private readonly servers: Server[] = [];
    private timer: NodeJS.Timeout | undefined;

    constructor(private readonly view: FleetView) {}

    /** Serves every address that pods can have. @param certificate that the API server trusts */
    public async start(ports: FleetPorts, certificate: CertificateFiles): Promise<void> {
        const tls = { cert: readFileSync(certificate.certificate), key: readFileSync(certificate.key) };
        await Promise.all([
            this.listen(createHttpServer(this.answerScrape), istioPorts.agent),
            this.listen(createHttpServer(this.answerGpuScrape), ports.gpuExporter),
            this.listen(createHttpServer(this.answerStateScrape), ports.stateMetrics),
            this.listen(createHttpsServer(tls, this.answerResourceMetrics), ports.resourceMetrics),
        ]);
        let last = Date.now();
        this.timer = setInterval(() => {
            const now = Date.now();
            this.advance((now - last) / 1000);
            last = now;
        }, tickMs);
    }

    public stop(): void {
        clearInterval(this.timer);
        this.servers.forEach((server) => {
            server.closeAllConnections();
            server.close();
        });
    }

    /** Sets what is asked of a workload; what is left out stays as it is. */
    public demand(workload: string, change: Partial<Demand>): void {
        this.demands.set(workload, { ...(this.demands.get(workload) ?? quiet), ...change });
    }

    /** Takes all load away; what servers report of their own is still there, and zero. */
    public idle(workload: string): void {
        const { own = {} } = this.demands.get(workload) ?? {};
        const zeros = Object.fromEntries(Object.keys(own).map((name) => [name, 0]));
        this.demands.set(workload, { ...quiet, own: zeros });
    }

    /** Whether `metrics.k8s.io` knows what a workload's pods use. Default: it does. */
    public setUsageKnown(workload: string, known: boolean): void {
        if (known) {
            this.unmeasured.delete(workload);
        } else {
            this.unmeasured.add(workload);
        }
    }

    /** Sets how servers answer whose image has this tag, of one workload; what is left out is good. */
    public behave(workload: string, tag: string, change: Partial<Behavior>): void {
        this.behaviors.set(`${workload}:${tag}`, { ...good, ...change });
    }

    /** Requests, since the start, that the routes sent where no pod was ready. */
    public lost(workload: string): number {
        return this.unanswered.get(workload) ?? 0;
    }

    private async listen(server: Server, port: number): Promise<void> {
        this.servers.push(server);
        await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "0.0.0.0", resolve));
    }

    private advance(seconds: number): void {
        const ready = new Map<string, V1Pod[]>();
        for (const pod of this.pods().filter(isReady)) {
            const workload = workloadOf(pod);
            ready.set(workload, [...(ready.get(workload) ?? []), pod]);
        }
        for (const [workload, pods] of ready) {
            const demand = this.demands.get(workload) ?? quiet;
            const { byPod, lost } = sharesOf(destinationsOf(this.routing(workload)), pods);
            const preview = sharesOf(destinationOf(this.view.services.get(`${workload}-preview`)), pods).byPod;
            if (lost > 0) {
                this.unanswered.set(workload, this.lost(workload) + lost * demand.requests * seconds);
            }
            for (const pod of pods) {
                const name = pod.metadata?.name ?? "";
                const share = byPod.get(name) ?? 0;
                this.metricsOf(pod).advance(seconds, {
                    requests: share * demand.requests + (preview.get(name) ?? 0) * demand.preview,
                    share,
                    demand,
                    behavior: this.behaviors.get(`${workload}:${tagOf(pod)}`) ?? good,
                });
            }
        }
    }

    private routing(workload: string) {
        const { virtualServices, destinationRules, services } = this.view;
        return {
            virtualService: virtualServices.get(workload),
            destinationRule: destinationRules.get(workload),
            service: services.get(workload),
        };
    }

    private pods(): V1Pod[] {
        return this.view.pods.all();
    }

    private metricsOf(pod: V1Pod): PodMetrics {
        const name = pod.metadata?.name ?? "";
        const known = this.metrics.get(name) ?? new PodMetrics(dialectOf(pod), edgesOf(pod));
        this.metrics.set(name, known);
        return known;
    }

    /** The page of the pod whose address was called. */
    private readonly answerScrape = ({ url, socket }: IncomingMessage, response: ServerResponse): void => {
        const pod = this.pods().find(({ status }) => status?.podIP === socket.localAddress);
        if (pod === undefined || url !== agentPage) {
            response.writeHead(pod === undefined ? 503 : 404).end();
            return;
        }
        response
            .writeHead(200, { "content-type": "text/plain; version=0.0.4" })
            .end(this.metricsOf(pod).page(workloadOf(pod)));
    };

    private readonly answerGpuScrape = (_request: IncomingMessage, response: ServerResponse): void => {
        const lines = this.pods()
            .filter((pod) => isReady(pod) && pod.spec?.containers.some(usesGpu))
            .map(
                (pod, i) =>
                    `DCGM_FI_DEV_GPU_UTIL{gpu="${i}",namespace="${pod.metadata?.namespace}",pod="${pod.metadata?.name}",` +
                    `container="server"} ${this.metricsOf(pod).gpuPercent}`,
            );
        response
            .writeHead(200, { "content-type": "text/plain; version=0.0.4" })
            .end(["# TYPE DCGM_FI_DEV_GPU_UTIL gauge", ...lines, ""].join("\n"));
    };

    private readonly answerStateScrape = (_request: IncomingMessage, response: ServerResponse): void => {
        response
            .writeHead(200, { "content-type": "text/plain; version=0.0.4" })
            .end(stateMetrics(this.pods(), this.view.autoscalers.all(), (pod) => this.metricsOf(pod).restarts));
    };

    private readonly answerResourceMetrics = ({ url = "/" }: IncomingMessage, response: ServerResponse): void => {
        const pods = this.pods().filter((pod) => isReady(pod) && !this.unmeasured.has(workloadOf(pod))) as KubeObject[];
        const answer = podMetricsAnswer(url, pods, (pod, resource) => this.metricsOf(pod).used(resource));
        response
            .writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" })
            .end(JSON.stringify(answer ?? { kind: "Status", apiVersion: "v1", status: "Failure", code: 404 }));
    };
}

/** Tag of the server's image, which tells versions of a server apart. */
function tagOf({ spec }: V1Pod): string {
    const image = spec?.containers.find(({ name }) => name === "server")?.image ?? "";
    return /:([\w.-]+)$/.exec(image)?.[1] ?? "";
}

function dialectOf({ spec }: V1Pod) {
    const image = spec?.containers.find(({ name }) => name === "server")?.image ?? "";
    return image.includes("tensorflow/serving") ? "tensorflow-serving" : "contract";
}

/** As the proxy reads its annotation. */
function edgesOf({ metadata }: V1Pod): readonly number[] | undefined {
    const annotation = metadata?.annotations?.[bucketsAnnotation];
    return annotation === undefined
        ? undefined
        : (JSON.parse(annotation) as { readonly istiocustom?: readonly number[] }).istiocustom;
}

function usesGpu({ resources }: { readonly resources?: { readonly limits?: Record<string, string> } }): boolean {
    return resources?.limits?.["nvidia.com/gpu"] !== undefined;
}
