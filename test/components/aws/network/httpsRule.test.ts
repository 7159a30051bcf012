import assert from "node:assert/strict";
import { httpsRule, inName } from "../../../../components/aws/network/httpsRule";
import { simulate } from "../../../support/simulate";

describe("a rule for HTTPS", () => {
    it("admits the one network that it is given to port 443, and is called after it", async () => {
        const cidr = "10.20.0.0/16";
        const run = await simulate(() => {
            const args = {
                description: "Kubernetes API",
                securityGroupId: "sg-0123456789abcdef0",
                cidr,
                tags: { a: "b" },
            };
            httpsRule(`api-${inName(cidr)}`, args, {});
        });
        const rule = run.one("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "api-10-20-0-0-16");
        assert.deepEqual(rule.inputs, {
            description: "Kubernetes API",
            securityGroupId: "sg-0123456789abcdef0",
            cidrIpv4: cidr,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            tags: { a: "b" },
        });
    });
});
