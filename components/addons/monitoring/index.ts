import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type MetricsAccess, type SecretsAccess } from "../../inCluster";
import { alertSecretKey, alertSecretName, severitiesWithSecret, silentAlerts } from "./alertRouting";
import { grafanaDataSource, loadTestSourceUid } from "./dataSources";
import { externalSecret } from "../../kubernetes/externalSecret";
import { type AddonFrame } from "../context";
import { grafanaAdminSecret, grafanaSsoSecret } from "./grafanaValues";

const namespace = "monitoring";
/** Name of the Prometheus object, from the chart's naming. */
const prometheus = "kube-prometheus-stack-prometheus";
/** Service of the first Prometheus replica: what is written to one replica is read from the same. */
const replicaService = `${prometheus}-0`;

/** CRDs of Prometheus' operator, apart from the stack: Helm never upgrades those that a chart merely carries along. */
export class MonitoringCrds extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:MonitoringCrds", name, {}, opts);
        this.ready = [frame.install("prometheus-operator-crds", { parent: this })];
        this.registerOutputs();
    }
}

export interface MonitoringArgs {
    readonly frame: AddonFrame;
    /** Absent without the external-secrets add-on, when nothing may need it. */
    readonly secrets?: SecretsAccess;
}

/** Prometheus, Alertmanager and Grafana. */
export class Monitoring extends pulumi.ComponentResource {
    public readonly access: MetricsAccess;

    constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:Monitoring", name, {}, opts);
        const { frame } = args;
        const { facts } = frame;
        const silent = silentAlerts(facts.addons.monitoring.alerts);
        if (silent !== undefined) {
            void pulumi.log.warn(silent, this);
        }
        const inside = { parent: this, dependsOn: [...frame.namespace(namespace)] };
        const before: pulumi.Resource[] = [grafanaAdmin(inside), ...this.storedSecrets(args)];
        if (Object.values(facts.addons.monitoring.alerts).some((receiver) => receiver?.kind === "sns")) {
            before.push(this.alertTopics(frame));
        }
        const stack = frame.install("kube-prometheus-stack", {
            parent: this,
            dependsOn: before,
        });
        grafanaDataSource(
            {
                name: "Prometheus (load tests)",
                uid: loadTestSourceUid,
                type: "prometheus",
                access: "proxy",
                url: `http://${replicaService}.${namespace}:9090`,
            },
            inside,
        );
        this.access = {
            namespace,
            ready: [...frame.monitorsReady, stack],
            prometheusUrl: `http://${prometheus}.${namespace}.svc.cluster.local:9090`,
            remoteWriteUrl: `http://${replicaService}.${namespace}.svc.cluster.local:9090/api/v1/write`,
            prometheusPodLabels: { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": prometheus },
        };
        this.registerOutputs({ prometheusUrl: this.access.prometheusUrl, grafanaAdminSecret });
    }

    /** What Alertmanager and Grafana read from the cloud's secret store. */
    private storedSecrets({ frame, secrets }: MonitoringArgs): pulumi.Resource[] {
        const { alerts, sso } = frame.facts.addons.monitoring;
        if (secrets === undefined) {
            return [];
        }
        const opts = { parent: this, dependsOn: [...frame.namespace(namespace), ...secrets.ready] };
        const wanted = [
            ...severitiesWithSecret(alerts).map(({ severity, secret }) => ({
                name: alertSecretName(severity),
                keys: { [alertSecretKey]: { secret } },
            })),
            ...(sso === undefined
                ? []
                : [
                      {
                          name: grafanaSsoSecret,
                          keys: { GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: { secret: sso.clientSecret } },
                      },
                  ]),
        ];
        return wanted.map(({ name, keys }) =>
            externalSecret({ name, namespace, keys, store: secrets.storeName, prefix: frame.facts.secretPrefix }, opts),
        );
    }

    /** Alertmanager's right to publish to the topics its receivers name. */
    private alertTopics(frame: AddonFrame): pulumi.Resource {
        const topics = Object.values(frame.facts.addons.monitoring.alerts).flatMap((receiver) =>
            receiver?.kind === "sns" ? [receiver.topicArn] : [],
        );
        return frame.platform.identities.forWorkload(
            "alertmanager",
            {
                namespace,
                serviceAccount: "kube-prometheus-stack-alertmanager",
                access: [...new Set(topics)].map((topicArn) => ({ kind: "publish-topic", topicArn }) as const),
            },
            { parent: this },
        );
    }
}

/** Grafana's admin account: made once, kept in the stack's state, never in a stack file. */
function grafanaAdmin(opts: pulumi.CustomResourceOptions): k8s.core.v1.Secret {
    const password = new random.RandomPassword(
        "grafana-admin",
        { length: 32, special: false },
        { parent: opts.parent },
    );
    return new k8s.core.v1.Secret(
        "grafana-admin",
        {
            metadata: { name: grafanaAdminSecret, namespace },
            type: "Opaque",
            stringData: { "admin-user": "admin", "admin-password": password.result },
        },
        opts,
    );
}
