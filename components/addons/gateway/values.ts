import { type IngressConfig } from "../../../config/ingress";
import { type GatewayService } from "../../cloud";
import { type Resources, resources } from "../../kubernetes/resources";
import { restrictedPod } from "../../kubernetes/securityContexts";
import { softSpread } from "../../kubernetes/topology";
import { type AddonFacts } from "../facts";
import { istioPorts } from "../../kubernetes/wellKnown";

/** Name of the release, its Service, Deployment and service account. */
export const gatewayName = "istio-gateway";

/** Labels of the gateway's pods, as its chart sets them; the second is what Gateway objects select. */
export const gatewayPodLabels = { app: gatewayName, istio: "gateway" } as const;

/** Seconds that a terminating pod goes on serving while the load balancer removes it. */
const drainSeconds = 60;

/** Keys of the gateway's chart that we set. */
export interface GatewayValues {
    readonly replicaCount?: number;
    readonly labels: Readonly<Record<string, string>>;
    readonly podAnnotations: Readonly<Record<string, string>>;
    readonly securityContext: object;
    readonly service: GatewayService & {
        readonly loadBalancerSourceRanges: readonly string[];
        readonly ports: readonly {
            readonly name: string;
            readonly port: number;
            readonly targetPort: number;
            readonly protocol: "TCP";
        }[];
    };
    readonly resources: Resources;
    readonly autoscaling: {
        readonly enabled: boolean;
        readonly minReplicas: number;
        readonly maxReplicas: number;
        readonly targetCPUUtilizationPercentage: number;
    };
    readonly podDisruptionBudget: { readonly maxUnavailable?: number };
    readonly topologySpreadConstraints: ReturnType<typeof softSpread>;
    readonly terminationGracePeriodSeconds: number;
    readonly global: { readonly networkPolicy: { readonly enabled: boolean } };
}

/** Undefined without ingress. */
export function gatewayValues(facts: AddonFacts): GatewayValues | undefined {
    const { ingress } = facts;
    if (ingress === undefined) {
        return undefined;
    }
    const service = facts.cloud.loadBalancers.gatewayService(ingress, {
        healthPort: istioPorts.health,
        healthPath: "/healthz/ready",
        drainSeconds,
    });
    const minReplicas = ingress.replicas.min ?? (facts.environment === "production" ? 3 : 1);
    return {
        labels: { istio: gatewayPodLabels.istio },
        podAnnotations: {
            // The proxy waits for open requests as long as the load balancer still sends some.
            "proxy.istio.io/config": JSON.stringify({ terminationDrainDuration: `${drainSeconds}s` }),
        },
        // The injection template of gateways does not read the mesh's seccomp profile, so the pod sets it.
        securityContext: {
            ...restrictedPod,
            sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }],
        },
        service: {
            ...service,
            loadBalancerSourceRanges: ingress.sourceCidrs,
            annotations: { ...service.annotations, ...recordAnnotations(facts, ingress) },
            // Without the chart's status port: health checks go to pods directly.
            ports: [
                { name: "http2", port: 80, targetPort: 80, protocol: "TCP" },
                { name: "https", port: 443, targetPort: 443, protocol: "TCP" },
            ],
        },
        resources: resources("200m", "2", "256Mi", "1Gi"),
        autoscaling: {
            enabled: true,
            minReplicas,
            maxReplicas: Math.max(minReplicas, ingress.replicas.max),
            targetCPUUtilizationPercentage: 70,
        },
        podDisruptionBudget: minReplicas > 1 ? { maxUnavailable: 1 } : {},
        topologySpreadConstraints: softSpread({ app: gatewayName }),
        terminationGracePeriodSeconds: drainSeconds + 30,
        global: { networkPolicy: { enabled: true } },
    };
}

/** What the Service asks of external-dns where it keeps the records. */
function recordAnnotations({ cloud, hosts }: AddonFacts, { dns }: IngressConfig): Readonly<Record<string, string>> {
    return dns === undefined
        ? {}
        : {
              "external-dns.alpha.kubernetes.io/hostname": hosts.join(","),
              ...(dns.routing !== undefined && cloud.dns.routingAnnotations(dns.routing)),
          };
}
