import { z } from "zod";
import { obj } from "../../model/read";
import { each, rule } from "../../core/rule";

export const loadBalancers = rule({
    name: "network-load-balancers",
    group: "network",
    description:
        "Only the gateway has a load balancer: any other one bypasses the gateway's TLS, authorization and rate limits, and costs money.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Use a ClusterIP Service and route to it through the gateway.",
    link: "https://istio.io/latest/docs/tasks/traffic-management/ingress/ingress-control/",
    scope: "resource",
    wants: ["/Service"],
    options: z.strictObject({
        gatewayNamespaces: z
            .array(z.string())
            .default(["istio-ingress"])
            .describe("Namespaces whose Services may be load balancers"),
    }),
    begin: each((subject, run) => {
        const inGateway = run.options.gatewayNamespaces.includes(subject.object?.namespace ?? "default");
        if (obj(subject.props.spec)?.type === "LoadBalancer" && !inGateway) {
            const message = `"spec.type" is LoadBalancer outside the gateway; use ClusterIP and a route through the gateway`;
            run.report(subject, { path: "spec.type", message });
        }
    }),
});
