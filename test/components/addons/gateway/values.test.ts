import assert from "node:assert/strict";
import { gatewayValues } from "../../../../components/addons/gateway/values";
import { certificateArn, development, someFacts } from "../../../support/addons";

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

    it("has no certificate at the load balancer when the gateway terminates TLS", () => {
        const { service } = gatewayValues(facts({ certificateArn: undefined, tlsSecret: "tls" }))!;
        assert.deepEqual(
            Object.keys(service.annotations).filter((key) => key.includes("ssl") || key.includes("alpn")),
            [],
        );
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
});
