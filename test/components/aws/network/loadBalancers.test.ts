import assert from "node:assert/strict";
import { loadBalancers } from "../../../../components/aws/network/loadBalancers";

const balancers = loadBalancers({
    clusterName: "prod",
    region: "us-west-2",
    vpcId: "vpc-1",
    tags: { stack: "prod" },
});
const backend = { healthPort: 15021, healthPath: "/healthz/ready", drainSeconds: 60 };
const prefix = "service.beta.kubernetes.io/aws-load-balancer";

describe("Load balancers", () => {
    it("are made for pods of this cluster only, with the stack's tags and without paid extras", () => {
        assert.deepEqual(balancers.controllerValues, {
            clusterName: "prod",
            region: "us-west-2",
            vpcId: "vpc-1",
            defaultTargetType: "ip",
            enableShield: false,
            enableWaf: false,
            enableWafv2: false,
            defaultTags: { stack: "prod" },
        });
    });

    it("check the pods' health, keep client addresses and wait for open requests", () => {
        assert.deepEqual(balancers.gatewayService({ scheme: "internal" }, backend).annotations, {
            [`${prefix}-scheme`]: "internal",
            [`${prefix}-nlb-target-type`]: "ip",
            [`${prefix}-healthcheck-protocol`]: "http",
            [`${prefix}-healthcheck-port`]: "15021",
            [`${prefix}-healthcheck-path`]: "/healthz/ready",
            [`${prefix}-healthcheck-interval`]: "10",
            [`${prefix}-target-group-attributes`]:
                "preserve_client_ip.enabled=true,deregistration_delay.timeout_seconds=60",
            [`${prefix}-attributes`]: "load_balancing.cross_zone.enabled=true",
        });
    });

    it("terminate TLS where a certificate is given", () => {
        const certificateArn = "arn:aws:acm:us-west-2:111122223333:certificate/1";
        const tls = Object.entries(
            balancers.gatewayService({ scheme: "internal", certificateArn }, backend).annotations,
        ).filter(([name]) => /ssl|alpn/.test(name));
        assert.deepEqual(Object.fromEntries(tls), {
            [`${prefix}-ssl-cert`]: certificateArn,
            [`${prefix}-ssl-ports`]: "https",
            [`${prefix}-ssl-negotiation-policy`]: "ELBSecurityPolicy-TLS13-1-2-2021-06",
            [`${prefix}-alpn-policy`]: "HTTP2Preferred",
        });
        const protocol = (ingress: object) =>
            balancers.gatewayService({ scheme: "internal", ...ingress }, backend).annotations[
                `${prefix}-backend-protocol`
            ];
        assert.equal(protocol({ certificateArn }), undefined);
        assert.equal(protocol({ certificateArn, tlsSecret: "tls" }), "ssl", "encrypted again to the gateway");
        assert.equal(protocol({ tlsSecret: "tls" }), undefined, "what the client encrypted passes through");
    });
});
