import assert from "node:assert/strict";
import { gatewayServers } from "../../../../components/addons/gateway";
import { type IngressConfig, ingressSchema } from "../../../../config/ingress";
import { certificateArn } from "../../../support/addons";

describe("the gateway", () => {
    function ingress(settings: Readonly<Record<string, unknown>> = {}): IngressConfig {
        return ingressSchema.parse({ hostname: "ai-api.example.com", certificateArn, ...settings });
    }

    it("only redirects plain HTTP, and serves TLS 1.2 or newer where it terminates TLS", () => {
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

    it("serves TLS also behind a load balancer that terminates TLS, where it has a certificate of its own", () => {
        const servers = gatewayServers(ingress({ tlsSecret: "tls" }), ["ai-api.example.com"]);
        assert.deepEqual(
            servers,
            gatewayServers(ingress({ certificateArn: undefined, tlsSecret: "tls" }), ["ai-api.example.com"]),
        );
    });
});
