import type * as pulumi from "@pulumi/pulumi";
import { type LoadBalancers } from "../../cloud";
import { type NetworkAccess } from "./networkAccess";

export interface LoadBalancersArgs {
    readonly clusterName: pulumi.Input<string>;
    readonly region: string;
    readonly vpcId: pulumi.Input<string>;
    readonly tags: Readonly<Record<string, string>>;
    /** Subnets by scheme. Default: the controller finds them by the tags that the stack's own subnets have. */
    readonly subnets?: NetworkAccess["loadBalancerSubnets"];
}

/**
 * Network load balancers, made by the AWS Load Balancer Controller, that send requests to pods' own addresses. Source: AWS Load
 * Balancer Controller, Service annotations, and its chart's values.
 */
export function loadBalancers({ clusterName, region, vpcId, tags, subnets }: LoadBalancersArgs): LoadBalancers {
    return {
        controllerValues: {
            clusterName,
            region,
            vpcId,
            defaultTargetType: "ip",
            enableShield: false,
            enableWaf: false,
            enableWafv2: false,
            defaultTags: tags,
        },
        gatewayService: (ingress, backend) => ({
            type: "LoadBalancer",
            loadBalancerClass: "service.k8s.aws/nlb",
            // The load balancer reaches pods by their addresses.
            allocateLoadBalancerNodePorts: false,
            externalTrafficPolicy: "Local",
            annotations: {
                ...annotations(ingress, backend),
                ...(subnets !== undefined && withPrefix({ subnets: subnets[ingress.scheme].join(",") })),
            },
        }),
        clients: () => ({ forwarded: false, selfSigned: false }),
    };
}

function annotations(
    ...[{ scheme, certificateArn, tlsSecret }, { healthPort, healthPath, drainSeconds }]: Parameters<
        LoadBalancers["gatewayService"]
    >
): Readonly<Record<string, string>> {
    return withPrefix({
        scheme,
        "nlb-target-type": "ip",
        "healthcheck-protocol": "http",
        "healthcheck-port": `${healthPort}`,
        "healthcheck-path": healthPath,
        "healthcheck-interval": "10",
        // Pods see the client's own address, which rate limits count by.
        "target-group-attributes": `preserve_client_ip.enabled=true,deregistration_delay.timeout_seconds=${drainSeconds}`,
        attributes: "load_balancing.cross_zone.enabled=true",
        ...(certificateArn !== undefined && {
            "ssl-cert": certificateArn,
            "ssl-ports": "https",
            "ssl-negotiation-policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            // gRPC needs HTTP/2 to be agreed on at the load balancer.
            "alpn-policy": "HTTP2Preferred",
            // Targets of the listener with TLS get TLS too; their certificate is not verified.
            ...(tlsSecret !== undefined && { "backend-protocol": "ssl" }),
        }),
    });
}

function withPrefix(settings: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(settings).map(([name, value]) => [
            `service.beta.kubernetes.io/aws-load-balancer-${name}`,
            value,
        ]),
    );
}
