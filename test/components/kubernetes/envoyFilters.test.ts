import assert from "node:assert/strict";
import { beforeRouter, clientRateLimit, clientsOf, onRoute } from "../../../components/kubernetes/envoyFilters";

describe("patches of the gateway's proxies", () => {
    it("count requests per client address", () => {
        const limit = JSON.stringify(clientRateLimit("shop", { requestsPerSecond: 7, burst: 9 }));
        assert.match(limit, /"descriptors":\[\{"entries":\[\{"key":"remote_address"\}\]/);
        assert.match(limit, /"max_tokens":9,"tokens_per_fill":7,"fill_interval":"1s"/);
        assert.match(limit, /"always_consume_default_token_bucket":false/);
        assert.match(limit, /"stat_prefix":"shop"/);
    });

    it("come before requests are routed, in gateways only", () => {
        const { match, patch } = beforeRouter({ name: "filter" });
        assert.equal(match?.context, "GATEWAY");
        assert.equal(match.listener?.filterChain?.filter?.subFilter?.name, "envoy.filters.http.router");
        assert.deepEqual(patch, { operation: "INSERT_BEFORE", value: { name: "filter" } });
    });

    it("count only requests of one workload where they are for one", () => {
        const limit = clientRateLimit("shop", { requestsPerSecond: 7, burst: 9 }, "shop") as {
            readonly descriptors: readonly unknown[];
        };
        assert.deepEqual(limit.descriptors, [
            {
                entries: [{ key: "generic_key", value: "shop" }, { key: "remote_address" }],
                token_bucket: { max_tokens: 9, tokens_per_fill: 7, fill_interval: "1s" },
            },
        ]);
        assert.ok(!("rate_limits" in limit), "the routes say which requests count");
        assert.match(JSON.stringify(limit), /"token_bucket":\{"max_tokens":4294967295,/);
    });

    it("reach the named route alone", () => {
        assert.deepEqual(onRoute("gateway-http-main.shop", { route: clientsOf("shop") }), {
            applyTo: "HTTP_ROUTE",
            match: {
                context: "GATEWAY",
                routeConfiguration: { vhost: { route: { name: "gateway-http-main.shop" } } },
            },
            patch: {
                operation: "MERGE",
                value: {
                    route: {
                        rate_limits: [
                            { actions: [{ generic_key: { descriptor_value: "shop" } }, { remote_address: {} }] },
                        ],
                    },
                },
            },
        });
    });
});
