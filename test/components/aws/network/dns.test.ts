import assert from "node:assert/strict";
import { route53 } from "../../../../components/aws/network/dns";

const dns = route53({ stack: "prod", region: "us-west-2" });
const prefix = "external-dns.alpha.kubernetes.io";

describe("Route 53", () => {
    it("is called in the stack's region", () => {
        assert.deepEqual([dns.provider, dns.environment], ["aws", { AWS_DEFAULT_REGION: "us-west-2" }]);
    });

    it("routes a shared name by latency or by weight, one record per stack and region", () => {
        const shared = { [`${prefix}/set-identifier`]: "prod-us-west-2" };
        assert.deepEqual(dns.routingAnnotations({ kind: "latency" }), {
            ...shared,
            [`${prefix}/aws-region`]: "us-west-2",
        });
        assert.deepEqual(dns.routingAnnotations({ kind: "weighted", weight: 0 }), {
            ...shared,
            [`${prefix}/aws-weight`]: "0",
        });
    });
});
