import assert from "node:assert/strict";
import { alertmanagerConfig, alertSecretNames, silentAlerts } from "../../../components/addons/monitoring/alertRouting";
import { clusterAutoscalerValues } from "../../../components/addons/clusterAutoscaler";
import { externalDnsValues } from "../../../components/addons/externalDns";
import { externalSecretsValues } from "../../../components/addons/externalSecrets";
import { clientRateLimit, gatewayServers } from "../../../components/addons/gateway";
import { gatewayValues } from "../../../components/addons/gateway/values";
import { meshTelemetry } from "../../../components/addons/istio";
import { istioCniValues, istiodValues, meshConfig } from "../../../components/addons/istio/values";
import { kedaValues } from "../../../components/addons/keda";
import { loadBalancerControllerValues } from "../../../components/addons/loadBalancerController";
import { alloyConfig, alloyValues, lokiValues } from "../../../components/addons/logging/values";
import { meshViewLabel } from "../../../components/addons/namespaces";
import { admittingApiServer } from "../../../components/kubernetes/networkPolicies";
import { kubePrometheusStackValues } from "../../../components/addons/monitoring/values";
import { collectorValues, jaegerValues, samplerValues, tempoValues } from "../../../components/addons/tracing/values";
import { visibleHosts } from "../../../components/addons/workloadNamespaces";
import { vpaValues } from "../../../components/addons/vpa";
import { type IngressConfig, ingressSchema } from "../../../config/ingress";
import { someFacts } from "../../support/addonFacts";

const development = { environment: "development" };
const certificateArn = "arn:aws:acm:us-west-2:111122223333:certificate/00000000-0000-4000-8000-000000000000";

function ingress(settings: Readonly<Record<string, unknown>> = {}): IngressConfig {
    return ingressSchema.parse({ hostname: "ai-api.example.com", certificateArn, ...settings });
}

describe("Istio", () => {
    it("agrees on revision, version and native sidecars between control plane and CNI", () => {
        const istiod = istiodValues(someFacts());
        assert.equal(istiod.revision, istioCniValues().revision);
        assert.equal(istiod.global.tag, istioCniValues().global.tag);
        assert.equal(istiod.cni.enabled, true);
        assert.equal(istiod.env.ENABLE_NATIVE_SIDECARS, "true");
    });

    it("gives proxies what the restricted level and the limits policy ask for", () => {
        const { seccompProfile, resources, excludeIPRanges } = istiodValues(someFacts()).global.proxy;
        assert.deepEqual(seccompProfile, { type: "RuntimeDefault" });
        assert.deepEqual(Object.keys(resources.limits), ["cpu", "memory"]);
        assert.equal(excludeIPRanges, "169.254.170.23/32");
    });

    it("lets proxies call only what is registered, in namespaces that carry our label", () => {
        const mesh = meshConfig(someFacts());
        assert.deepEqual(mesh.outboundTrafficPolicy, { mode: "REGISTRY_ONLY" });
        assert.deepEqual(mesh.discoverySelectors[0], { matchLabels: meshViewLabel });
        assert.equal(mesh.enablePrometheusMerge, true);
        assert.equal(mesh.accessLogFile, "");
    });

    it("has one access log, in JSON, with trace and model version", () => {
        const [log] = meshConfig(someFacts()).extensionProviders as [{ envoyFileAccessLog: { logFormat: object } }];
        const { labels } = log.envoyFileAccessLog.logFormat as { labels: Record<string, string> };
        assert.equal(labels.trace_id, "%TRACE_ID%");
        assert.equal(labels.model_version, "%CEL(xds.node.metadata['LABELS']['version'])%");
    });

    it("sends every span to the collector, and knows no provider without it", () => {
        assert.equal(meshTelemetry(true).tracing?.[0]?.randomSamplingPercentage, 100);
        assert.equal(meshTelemetry(false).tracing, undefined);
        const off = someFacts({ addons: { tracing: { enabled: false } } });
        assert.equal(meshConfig(off).extensionProviders.length, 1);
        assert.ok(!visibleHosts("ml-production", off).includes("tracing/*"));
        assert.ok(visibleHosts("ml-production", someFacts()).includes("tracing/*"));
    });

    it("has a disruption budget only where it lets a node be drained", () => {
        assert.equal(istiodValues(someFacts()).global.defaultPodDisruptionBudget.enabled, true);
        assert.equal(istiodValues(someFacts(development)).global.defaultPodDisruptionBudget.enabled, false);
    });
});

describe("the gateway", () => {
    const facts = (settings: Readonly<Record<string, unknown>> = {}) =>
        someFacts({ ingress: { hostname: "ai-api.example.com", certificateArn, ...settings } });

    it("asks for a load balancer that checks the proxy itself and keeps client addresses", () => {
        const { service, securityContext } = gatewayValues(facts())!;
        const prefix = "service.beta.kubernetes.io/aws-load-balancer";
        assert.equal(service.loadBalancerClass, "service.k8s.aws/nlb");
        assert.equal(service.externalTrafficPolicy, "Local");
        assert.equal(service.annotations[`${prefix}-scheme`], "internet-facing");
        assert.equal(service.annotations[`${prefix}-healthcheck-port`], "15021");
        assert.equal(service.annotations[`${prefix}-healthcheck-path`], "/healthz/ready");
        assert.match(service.annotations[`${prefix}-target-group-attributes`]!, /preserve_client_ip\.enabled=true/);
        assert.equal(service.annotations[`${prefix}-ssl-cert`], certificateArn);
        assert.deepEqual(
            service.ports.map(({ port }) => port),
            [80, 443],
            "no status port to the outside",
        );
        assert.deepEqual((securityContext as { seccompProfile: object }).seccompProfile, { type: "RuntimeDefault" });
    });

    it("has no certificate at the load balancer when the gateway ends TLS", () => {
        const { service } = gatewayValues(facts({ certificateArn: undefined, tlsSecret: "tls" }))!;
        assert.deepEqual(
            Object.keys(service.annotations).filter((key) => key.includes("ssl") || key.includes("alpn")),
            [],
        );
    });

    it("only redirects plain HTTP, and serves TLS 1.2 or newer where it ends TLS", () => {
        const [http, https] = gatewayServers(ingress({ certificateArn: undefined, tlsSecret: "tls" }), [
            "ai-api.example.com",
        ]);
        assert.deepEqual(http?.tls, { httpsRedirect: true });
        assert.deepEqual(https?.tls, { mode: "SIMPLE", credentialName: "platform-tls", minProtocolVersion: "TLSV1_2" });
        assert.deepEqual(gatewayServers(ingress(), ["ai-api.example.com"])[1]?.port, {
            name: "http-after-tls",
            number: 443,
            protocol: "HTTP",
        });
    });

    it("counts requests per client address", () => {
        const spec = clientRateLimit({ requestsPerSecond: 7, burst: 9 });
        const config = JSON.stringify(spec.configPatches);
        assert.match(config, /"descriptors":\[\{"entries":\[\{"key":"remote_address"\}\]/);
        assert.match(config, /"max_tokens":9,"tokens_per_fill":7,"fill_interval":"1s"/);
        assert.match(config, /"always_consume_default_token_bucket":false/);
    });

    it("scales and survives a drain in production, and is one pod in development", () => {
        const production = gatewayValues(facts())!;
        assert.equal(production.autoscaling.minReplicas, 3);
        assert.deepEqual(production.podDisruptionBudget, { maxUnavailable: 1 });
        const small = gatewayValues(
            someFacts({ ...development, ingress: { hostname: "a.example.com", certificateArn } }),
        )!;
        assert.equal(small.autoscaling.minReplicas, 1);
        assert.deepEqual(small.podDisruptionBudget, {});
    });

    it("shares its name between regions by latency or weight", () => {
        const dns = { zone: "example.com", zoneId: "Z0123456789ABC" };
        const annotations = (routing?: object) =>
            gatewayValues(facts({ dns: { ...dns, ...(routing && { routing }) } }))!.service.annotations;
        const prefix = "external-dns.alpha.kubernetes.io";
        assert.equal(annotations()[`${prefix}/hostname`], "ai-api.example.com");
        assert.equal(annotations()[`${prefix}/set-identifier`], undefined);
        assert.equal(annotations({ kind: "latency" })[`${prefix}/aws-region`], "us-west-2");
        assert.equal(annotations({ kind: "latency" })[`${prefix}/set-identifier`], "test-us-west-2");
        assert.equal(annotations({ kind: "weighted", weight: 20 })[`${prefix}/aws-weight`], "20");
    });

    it("lets external-dns touch one zone, and delete nothing unless asked", () => {
        const values = externalDnsValues(facts({ dns: { zone: "example.com", zoneId: "Z0123456789ABC" } }))!;
        assert.equal(values.policy, "upsert-only");
        assert.deepEqual(values.domainFilters, ["example.com"]);
        assert.deepEqual(values.extraArgs, ["--zone-id-filter=Z0123456789ABC"]);
        assert.equal(values.txtOwnerId, "inference-platform-test");
        assert.equal(externalDnsValues(facts()), undefined);
    });

    it("leaves Services alone that name no class", () => {
        const values = loadBalancerControllerValues(facts());
        assert.equal(values.enableServiceMutatorWebhook, false);
        assert.equal(values.keepTLSSecret, true);
    });
});

describe("the metrics stack", () => {
    const { prometheus, ...stack } = kubePrometheusStackValues(someFacts());

    it("reads monitors and rules of every namespace", () => {
        const selectors = Object.entries(prometheus.prometheusSpec).filter(([key]) =>
            key.endsWith("NilUsesHelmValues"),
        );
        assert.equal(selectors.length, 5);
        assert.deepEqual(new Set(selectors.map(([, value]): unknown => value)), new Set([false]));
    });

    it("leaves out what EKS hides, targets and rules alike", () => {
        for (const part of ["kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"] as const) {
            assert.equal(stack[part].enabled, false, part);
        }
        assert.deepEqual(new Set(Object.values(stack.defaultRules.rules)), new Set([false]));
        assert.equal(stack.crds.enabled, false);
    });

    it("drops old metrics before the volume is full", () => {
        const { retention, retentionSize, storageSpec } = prometheus.prometheusSpec;
        assert.equal(retention, "15d");
        assert.equal(retentionSize, "85GB");
        assert.equal(storageSpec.volumeClaimTemplate.spec.resources.requests.storage, "100Gi");
        assert.equal(storageSpec.volumeClaimTemplate.spec.storageClassName, "gp3");
        assert.deepEqual(prometheus.prometheusSpec.enableFeatures, ["exemplar-storage"]);
    });

    it("takes Grafana's password from a Secret, and nobody logs in without one", () => {
        assert.equal(stack.grafana.admin.existingSecret, "grafana-admin");
        assert.equal(stack.grafana["grafana.ini"]["auth.anonymous"]?.enabled, false);
    });
});

describe("alert routing", () => {
    it("sends nothing anywhere by default", () => {
        assert.deepEqual(alertmanagerConfig({}, "us-west-2").receivers, [{ name: "null" }]);
        assert.deepEqual(alertSecretNames({}), []);
    });

    it("says which alerts reach nobody, as long as there are some", () => {
        const receiver = { kind: "slack", secret: "s", channel: "#a" } as const;
        assert.equal(
            silentAlerts({}),
            "alerts of severity critical and warning reach nobody, they only show in Alertmanager and Grafana: " +
                "name a receiver in addons.monitoring.alerts.critical and addons.monitoring.alerts.warning",
        );
        assert.match(silentAlerts({ critical: receiver }) ?? "", /^alerts of severity warning reach nobody/);
        assert.equal(silentAlerts({ critical: receiver, warning: receiver }), undefined);
    });

    it("reads secrets from files and routes each severity to its receiver", () => {
        const alerts = {
            critical: { kind: "pagerduty", secret: "pd" },
            warning: { kind: "slack", secret: "s", channel: "#a" },
            info: { kind: "sns", topicArn: "arn:aws:sns:eu-west-1:111122223333:alerts" },
        } as const;
        const config = alertmanagerConfig(alerts, "us-west-2");
        assert.deepEqual(alertSecretNames(alerts), ["alert-receiver-critical", "alert-receiver-warning"]);
        assert.deepEqual(
            config.route.routes.slice(1).map(({ receiver, matchers }) => [receiver, matchers]),
            [
                ["critical", ['severity = "critical"']],
                ["warning", ['severity = "warning"']],
                ["info", ['severity = "info"']],
            ],
        );
        const text = JSON.stringify(config.receivers);
        assert.match(text, /"routing_key_file":"\/etc\/alertmanager\/secrets\/alert-receiver-critical\/value"/);
        assert.match(text, /"api_url_file":"\/etc\/alertmanager\/secrets\/alert-receiver-warning\/value"/);
        assert.match(text, /"sigv4":\{"region":"eu-west-1"\}/);
    });
});

describe("logs and traces", () => {
    it("keep logs in the stack's bucket, in three copies until they are there", () => {
        const { loki, singleBinary } = lokiValues(someFacts())!;
        assert.equal(loki.storage.bucketNames.chunks, "test-logs");
        assert.equal(loki.limits_config.retention_period, "720h");
        assert.equal(loki.compactor.retention_enabled, true);
        assert.equal(singleBinary.replicas, loki.commonConfig.replication_factor);
        assert.equal(singleBinary.replicas, 3);
        const small = lokiValues(someFacts(development))!;
        assert.deepEqual([small.singleBinary.replicas, small.loki.commonConfig.replication_factor], [1, 1]);
    });

    it("bound the labels that make streams, and read no Secret", () => {
        assert.match(
            alloyConfig,
            /stage\.label_keep \{\s+values = \["namespace", "app", "container", "model_version", "level"\]/,
        );
        const { rules, clusterRules } = alloyValues(someFacts())!.rbac;
        assert.doesNotMatch(JSON.stringify([rules, clusterRules]), /secrets/);
        assert.ok(rules.length > 0, "the chart does not render an empty list");
    });

    it("keep every error, every slow request and a share of the rest, judged on whole traces", () => {
        const sampler = JSON.stringify(samplerValues(someFacts())!.config);
        assert.match(sampler, /"status_codes":\["ERROR"\]/);
        assert.match(sampler, /"threshold_ms":2000/);
        assert.match(sampler, /"sampling_percentage":1[^0-9]/);
        assert.equal(samplerValues(someFacts())!.service?.clusterIP, "None");
        const collector = JSON.stringify(collectorValues(someFacts())!.config);
        assert.match(collector, /"routing_key":"traceID"/);
        assert.match(collector, /"hostname":"otel-sampler\.tracing\.svc\.cluster\.local"/);
        assert.match(collector, /"receivers":\["otlp","jaeger","zipkin"\]/);
        // The collector's own names of its exporters; the older ones are aliases that it warns of.
        assert.match(collector, /"exporters":\["load_balancing"\]/);
        assert.match(sampler, /"exporters":\["otlp_grpc"\]/);
    });

    it("install one backend, which the sampler writes to", () => {
        const jaeger = someFacts({ addons: { tracing: { backend: "jaeger" } } });
        assert.ok(tempoValues(someFacts()));
        assert.equal(jaegerValues(someFacts()), undefined);
        assert.equal(tempoValues(jaeger), undefined);
        assert.ok(jaegerValues(jaeger));
        assert.match(JSON.stringify(samplerValues(jaeger)), /jaeger\.tracing\.svc\.cluster\.local:4317/);
    });
});

describe("controllers", () => {
    it("can call the API server and the cloud through their own network policies", () => {
        const open = JSON.stringify({ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }] }).slice(
            1,
            -1,
        );
        const { webhook, certController, networkPolicy } = externalSecretsValues(someFacts());
        for (const part of [networkPolicy, webhook.networkPolicy, certController.networkPolicy]) {
            assert.ok(JSON.stringify(part.egress).includes(open));
        }
        const { kubernetes } = kedaValues(someFacts()).networkPolicy;
        for (const part of Object.values(kubernetes)) {
            assert.ok(JSON.stringify(part.extraEgressRules).includes(open));
        }
        assert.match(JSON.stringify(kubernetes.operator), /"monitoring".*9090/);
    });

    it("are reached by the API server, which is no pod", () => {
        assert.deepEqual(admittingApiServer("10.40.0.0/16", [6443]).ingress, [
            { from: [{ ipBlock: { cidr: "10.40.0.0/16" } }], ports: [{ protocol: "TCP", port: 6443 }] },
        ]);
    });

    it("run twice in production, KEDA's metrics server included", () => {
        const values = kedaValues(someFacts());
        assert.deepEqual([values.operator.replicaCount, values.metricsServer.replicaCount], [2, 2]);
        assert.equal(values.logging.operator.format, "json");
    });

    it("scale nodes by the cluster's own minor, spot first, and quickly down", () => {
        const values = clusterAutoscalerValues(someFacts());
        assert.equal(values.image.tag, "v1.36.1");
        assert.equal(values.extraArgs.expander, "priority,least-waste");
        assert.equal(values.extraArgs["scale-down-unneeded-time"], "5m");
        assert.equal(clusterAutoscalerValues(someFacts(development)).extraArgs["scale-down-unneeded-time"], "2m");
        const [[high, spot], ...rest] = Object.entries(values.expanderPriorities).sort(
            ([a], [b]) => Number(b) - Number(a),
        ) as [[string, string[]], ...[string, string[]][]];
        assert.equal(high, "50");
        assert.deepEqual(spot, ["^eks-spot-t4-[0-9a-f]{7}-[0-9a-f-]{36}$"]);
        assert.ok(rest.flatMap(([, patterns]) => patterns).every((pattern) => !pattern.includes("spot")));
    });

    it("only recommend, and never past a disruption budget", () => {
        const values = vpaValues(someFacts());
        assert.deepEqual([values.updater.enabled, values.admissionController.enabled], [false, false]);
        assert.deepEqual(values.updater.extraArgs, []);
        assert.equal(vpaValues(someFacts({ addons: { vpa: { applyRecommendations: true } } })).updater.enabled, true);
    });
});
