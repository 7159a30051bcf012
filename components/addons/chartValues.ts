import { type ReleaseName } from "./charts";
import { clusterAutoscalerValues } from "./clusterAutoscaler";
import { devicePluginValues } from "./devicePlugin";
import { externalDnsValues } from "./externalDns";
import { externalSecretsValues } from "./externalSecrets";
import { type AddonFacts } from "./facts";
import { gatewayValues } from "./gateway/values";
import { dcgmExporterValues } from "./gpuMetrics";
import { istioBaseValues, istioCniValues, istiodValues } from "./istio/values";
import { kedaValues } from "./keda";
import { loadBalancerControllerValues } from "./loadBalancerController";
import { alloyValues, lokiValues } from "./logging/values";
import { kubePrometheusStackValues } from "./monitoring/values";
import { rolloutsValues } from "./rollouts";
import { collectorValues, jaegerValues, samplerValues, tempoValues } from "./tracing/values";
import { vpaValues } from "./vpa";

/** What we set in each chart; undefined where the stack gives the chart nothing to do. */
export const chartValues: Readonly<Record<ReleaseName, (facts: AddonFacts) => object | undefined>> = {
    "prometheus-operator-crds": () => ({}),
    "istio-base": istioBaseValues,
    "istio-cni": istioCniValues,
    istiod: istiodValues,
    "istio-gateway": gatewayValues,
    "kube-prometheus-stack": kubePrometheusStackValues,
    keda: kedaValues,
    "argo-rollouts": rolloutsValues,
    "external-secrets": externalSecretsValues,
    "external-dns": externalDnsValues,
    "aws-load-balancer-controller": loadBalancerControllerValues,
    "cluster-autoscaler": clusterAutoscalerValues,
    vpa: vpaValues,
    "nvidia-device-plugin": devicePluginValues,
    "dcgm-exporter": dcgmExporterValues,
    loki: lokiValues,
    alloy: alloyValues,
    tempo: tempoValues,
    jaeger: jaegerValues,
    "otel-collector": collectorValues,
    "otel-sampler": samplerValues,
};
