import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Authority, issueCertificate } from "../integration/cluster/certificates";
import { type ControlPlane } from "../integration/cluster/controlPlane";
import { listens, type ProcessGroup } from "../integration/cluster/processes";
import { type KubeObject, ofKind } from "../integration/cluster/types";
import { ensureTool, type ToolName } from "../integration/tools";
import { workloadNamespace } from "./names";
import { pace, paced } from "./pace";
import { type Past, writeHistory } from "./prometheus/history";
import { type Exporter, prometheusConfiguration, prometheusRules } from "./prometheus/configuration";

/** The tools of this tier beside those of every control plane. */
export const controllerTools = [
    "prometheus",
    "promtool",
    "keda-operator",
    "keda-adapter",
    "argo-rollouts",
] as const satisfies readonly ToolName[];

/** Ports on loopback; the tier has a network of its own, so they are free. */
export const ports = {
    prometheus: 9091,
    kedaService: 9666,
    kedaHealth: 18081,
    kedaMetrics: 18080,
    adapter: 16443,
    adapterMetrics: 18082,
    rolloutsMetrics: 18090,
    rolloutsHealth: 18091,
} as const;

/** Where KEDA's chart installs it; the operator's certificate is for this Service. */
export const kedaNamespace = "keda";
export const kedaService = `keda-operator.${kedaNamespace}.svc.cluster.local`;
export const adapterService = "keda-operator-metrics-apiserver";

/** Where the chart of Argo Rollouts installs its controller. */
export const rolloutsNamespace = "argo-rollouts";

/** Controllers whose own metrics alerts read. */
const controllerExporters: Readonly<Record<string, Exporter>> = {
    "keda-operator": { address: `127.0.0.1:${ports.kedaMetrics}`, namespace: kedaNamespace },
    [rolloutsNamespace]: { address: `127.0.0.1:${ports.rolloutsMetrics}`, namespace: rolloutsNamespace },
};

/** Requests per second to the API server: on a cluster KEDA has as long for a dozen workloads as here for a hundred. */
const apiQps = 40 * pace;

/** Prometheus with the rendered rules and monitors. @param past what it has recorded before it starts */
export async function startPrometheus(
    { processes, kubeconfig }: ControlPlane,
    objects: readonly KubeObject[],
    exporters: Readonly<Record<string, Exporter>>,
    past: readonly Past[],
): Promise<void> {
    const rulesFile = write(processes, "rules.json", prometheusRules(ofKind(objects, "PrometheusRule")));
    // Those of add-ons select pods that do not run here.
    const monitors = ofKind(objects, "PodMonitor").filter(({ metadata }) => metadata.namespace === workloadNamespace);
    const around = {
        kubeconfig,
        rulesFile,
        exporters: { ...exporters, ...controllerExporters },
        interval: `${30 / pace}s`,
    };
    const configuration = write(processes, "prometheus.json", prometheusConfiguration(monitors, around));
    const store = path.join(processes.folder, "tsdb");
    const stepMs = paced(15);
    await writeHistory(await ensureTool("promtool"), past, { folder: processes.folder, store, stepMs });
    await start(processes, "prometheus", ports.prometheus, [
        `--config.file=${configuration}`,
        `--storage.tsdb.path=${store}`,
        `--web.listen-address=127.0.0.1:${ports.prometheus}`,
        // How long a series without a new value counts; Prometheus's own: five minutes.
        `--query.lookback-delta=${300 / pace}s`,
        "--log.level=warn",
    ]);
}

/**
 * KEDA's operator, and the adapter by which the autoscaler asks it for metrics.
 *
 * @param queues address of the stand-in for SQS. Triggers are as rendered: SDKs of AWS take address and identity from the
 * environment, on a cluster those of Pod Identity.
 */
export async function startKeda(
    { processes, kubeconfig }: ControlPlane,
    authority: Authority,
    queues: string,
): Promise<void> {
    const certificates = kedaCertificates(processes, authority);
    const env = {
        KEDA_CLUSTER_OBJECT_NAMESPACE: kedaNamespace,
        POD_NAMESPACE: kedaNamespace,
        WATCH_NAMESPACE: "",
        // What the chart sets for `permissions.*.restrict.secret`.
        KEDA_RESTRICT_SECRET_ACCESS: "true",
        // One worker per ScaledObject that fails at the same time; each waits for Prometheus.
        KEDA_SCALEDOBJECT_CTRL_MAX_RECONCILES: "20",
        AWS_ENDPOINT_URL_SQS: queues,
        AWS_ACCESS_KEY_ID: "controllers-tests",
        AWS_SECRET_ACCESS_KEY: "only-on-loopback",
    };
    const api = [`--kubeconfig=${kubeconfig}`, `--kube-api-qps=${apiQps}`, `--kube-api-burst=${2 * apiQps}`];
    // Its two triggers that fall back at the same time share one object, which a write of the status empties for a moment: it may
    // end with a nil pointer. Source: KEDA 2.20.2 `pkg/fallback/fallback.go`, doFallback. Its Deployment starts it again.
    await start(
        processes,
        "keda-operator",
        ports.kedaService,
        [
            ...api,
            `--cert-dir=${certificates}`,
            "--enable-cert-rotation=false",
            "--enable-webhook-patching=false",
            "--enable-apiservice-patching=false",
            `--metrics-service-bind-address=:${ports.kedaService}`,
            `--health-probe-bind-address=127.0.0.1:${ports.kedaHealth}`,
            `--metrics-bind-address=127.0.0.1:${ports.kedaMetrics}`,
        ],
        env,
    );
    const file = (name: string): string => path.join(certificates, name);
    await start(
        processes,
        "keda-adapter",
        ports.adapter,
        [
            ...api,
            `--lister-kubeconfig=${kubeconfig}`,
            `--authentication-kubeconfig=${kubeconfig}`,
            `--authorization-kubeconfig=${kubeconfig}`,
            `--secure-port=${ports.adapter}`,
            `--client-ca-file=${file("ca.crt")}`,
            `--tls-cert-file=${file("tls.crt")}`,
            `--tls-private-key-file=${file("tls.key")}`,
            `--cert-dir=${certificates}`,
            `--port=${ports.adapterMetrics}`,
            `--metrics-service-address=${kedaService}:${ports.kedaService}`,
        ],
        env,
    );
}

/** The controller of rollouts. */
export async function startRollouts({ processes, kubeconfig }: ControlPlane): Promise<void> {
    await start(processes, "argo-rollouts", ports.rolloutsHealth, [
        `--kubeconfig=${kubeconfig}`,
        "--leader-elect=false",
        `--qps=${apiQps}`,
        `--burst=${2 * apiQps}`,
        `--metricsPort=${ports.rolloutsMetrics}`,
        `--healthzPort=${ports.rolloutsHealth}`,
    ]);
}

/** Certificates under the names that KEDA reads them by, for its Service and for the adapter's. */
function kedaCertificates({ folder }: ProcessGroup, authority: Authority): string {
    const target = path.join(folder, "keda");
    const names = [kedaService, `${adapterService}.${kedaNamespace}.svc`];
    const { certificate, key } = issueCertificate(authority, kedaService, names);
    mkdirSync(target, { mode: 0o700 });
    copyFileSync(authority.certificate, path.join(target, "ca.crt"));
    copyFileSync(certificate, path.join(target, "tls.crt"));
    copyFileSync(key, path.join(target, "tls.key"));
    return target;
}

async function start(
    processes: ProcessGroup,
    name: ToolName,
    port: number,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
): Promise<void> {
    const binary = await ensureTool(name);
    await processes.start({ name, binary, args, env, ready: () => listens(port), restarts: true });
}

function write({ folder }: ProcessGroup, name: string, content: object): string {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
}
