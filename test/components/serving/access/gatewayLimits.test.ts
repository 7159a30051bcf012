import assert from "node:assert/strict";
import { limitPatches } from "../../../../components/serving/access/gatewayLimits";
import { faultsOf, render, spec } from "../../../support/serving/render";

const app = { kind: "inference-service", image: "example.com/app:1.0.0", models: { m: { versions: [1] } } };
const limits = { rateLimit: { requestsPerSecond: 5, burst: 10 }, maxRequestSize: "2Mi" };

interface Patch {
    readonly applyTo: string;
    readonly match: { readonly routeConfiguration?: { readonly vhost: { readonly route: { readonly name: string } } } };
    readonly patch: {
        readonly value: {
            readonly name?: string;
            readonly disabled?: boolean;
            readonly typed_config?: Readonly<Record<string, unknown>>;
        };
    };
}
interface Route {
    readonly name: string;
    readonly match?: readonly { readonly name?: string; readonly gateways?: readonly string[] }[];
}

describe("limits of a workload at the gateway", () => {
    it("count a client's requests, then measure each one, on every route from outside and on no other", async () => {
        const run = await render({
            limited: {
                ...app,
                gateway: { ...limits, grpcServices: ["inference.v1.InferenceService"] },
                traffic: { fault: { header: { name: "x-fault", value: "slow" }, delay: { percent: 100, seconds: 1 } } },
            },
            free: { ...app, gateway: {} },
        });
        const filter = spec(run, "EnvoyFilter", "limited.limits") as {
            readonly workloadSelector: unknown;
            readonly configPatches: readonly Patch[];
        };
        assert.deepEqual(filter.workloadSelector, { labels: { istio: "gateway" } });
        const chain = filter.configPatches.filter(({ applyTo }) => applyTo === "HTTP_FILTER");
        assert.deepEqual(
            chain.map(({ patch }) => [patch.value.name, patch.value.disabled]),
            [
                ["limited.rate-limit", undefined],
                ["limited.request-size", true],
            ],
        );
        assert.deepEqual(chain[0]?.patch.value.typed_config?.["descriptors"], [
            {
                entries: [{ key: "generic_key", value: "limited" }, { key: "remote_address" }],
                token_bucket: { max_tokens: 10, tokens_per_fill: 5, fill_interval: "1s" },
            },
        ]);
        assert.equal(chain[1]?.patch.value.typed_config?.["max_request_bytes"], 2 * 1024 * 1024);

        const enabled = filter.configPatches.filter(({ applyTo }) => applyTo === "HTTP_ROUTE");
        const named = enabled.map(({ match }) => match.routeConfiguration?.vhost.route.name);
        for (const { patch } of enabled) {
            assert.deepEqual(patch.value, {
                route: {
                    rate_limits: [
                        { actions: [{ generic_key: { descriptor_value: "limited" } }, { remote_address: {} }] },
                    ],
                },
                typed_per_filter_config: {
                    "limited.request-size": {
                        "@type": "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.BufferPerRoute",
                        buffer: { max_request_bytes: 2 * 1024 * 1024 },
                    },
                },
            });
        }
        // Istio joins the names of route and match.
        const { http } = spec(run, "VirtualService", "limited") as { http: readonly Route[] };
        const outside = http.filter(({ match }) => match?.[0]?.gateways?.includes("istio-ingress/platform"));
        assert.deepEqual(
            named,
            outside.map(({ name, match }) => `${name}.${match?.[0]?.name}`),
        );
        // Each of four entrances, gRPC included, has its main route and one for the deliberate fault.
        assert.equal(new Set(named).size, 8);
        assert.ok(named.every((name) => name?.endsWith(".limited")));
    });

    it("leave alone what has none", async () => {
        const run = await render({ free: { ...app, gateway: {} } });
        assert.deepEqual(
            run.resources.filter(({ name }) => name === "free-gateway-limits"),
            [],
        );
        const { http } = spec(run, "VirtualService", "free") as { http: readonly Route[] };
        assert.ok(http.every(({ match }) => match?.[0]?.name === undefined));
    });

    it("need not come in pairs", () => {
        const filters = (patches: ReturnType<typeof limitPatches>): unknown[] =>
            patches
                .filter(({ applyTo }) => applyTo === "HTTP_FILTER")
                .map(({ patch }) => (patch?.value as { readonly name: string }).name);
        const workload = { name: "w", namespace: "ml-production" } as const;
        assert.deepEqual(filters(limitPatches(workload, { requestSize: "1Gi" }, ["r"])), ["w.request-size"]);
        assert.deepEqual(filters(limitPatches(workload, { rate: limits.rateLimit }, ["r"])), ["w.rate-limit"]);
    });

    it("cannot give a client more than the gateway leaves it, nor let a request fill the gateway's memory", () => {
        const rateLimit = { requestsPerSecond: 51, burst: 101 };
        assert.deepEqual(faultsOf({ w: { ...app, gateway: { rateLimit } } }), [
            {
                path: "workloads.w.gateway.rateLimit.requestsPerSecond",
                reason: "is 51, but ingress.rateLimit.requestsPerSecond leaves one client 50 for all workloads: lower this one, or raise that one",
            },
            {
                path: "workloads.w.gateway.rateLimit.burst",
                reason: "is 101, but ingress.rateLimit.burst leaves one client 100 for all workloads: lower this one, or raise that one",
            },
        ]);
        assert.deepEqual(faultsOf({ w: { ...app, gateway: { maxRequestSize: "2Gi" } } }), [
            {
                path: "workloads.w.gateway.maxRequestSize",
                reason: 'is "2Gi": must be at most 1Gi: the gateway holds each request in memory',
            },
        ]);
    });
});
