import assert from "node:assert/strict";
import fc from "fast-check";
import { adminPathsIn } from "../../../../components/serving/access/surface";
import { meshAdmits, principalOf } from "../../../../simulation/facts/mesh";
import { clusterObjects } from "../../../../simulation/facts/objects";
import { type Fault } from "../../../../config/fault";
import { faultsOf, loadWorkloads, render, spec } from "../../../support/serving/render";
import { type Simulated } from "../../../support/simulate";

const app = { kind: "inference-service", image: "example.com/app:1.0.0", models: { m: { versions: [1] } } };
const server = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };
const jwt = {
    issuer: "https://login.example.com",
    jwksUri: "https://login.example.com/keys",
    audiences: ["models"],
};

interface Match {
    readonly gateways?: readonly string[];
    readonly uri?: { readonly exact?: string; readonly prefix?: string };
}
interface Route {
    readonly match?: readonly Match[];
    readonly rewrite?: { readonly uri: string };
}
const gatewayPrincipal = principalOf("istio-ingress", "istio-gateway");

/** The path that arrives at the workload, as the gateway's proxy routes and rewrites; undefined: 404. */
function routed(run: Simulated, name: string, path: string): string | undefined {
    const { http } = spec(run, "VirtualService", name) as { http: readonly Route[] };
    for (const { match = [], rewrite } of http) {
        for (const { gateways, uri } of match) {
            if (gateways?.includes("istio-ingress/platform") !== true) {
                continue;
            }
            if (uri?.exact === path) {
                return rewrite?.uri ?? path;
            }
            if (uri?.prefix !== undefined && path.startsWith(uri.prefix)) {
                return rewrite === undefined ? path : rewrite.uri + path.slice(uri.prefix.length);
            }
        }
    }
    return undefined;
}

/** As the workload's proxy decides for the gateway's identity. */
function admitted(run: Simulated, name: string, method: string, path: string): boolean {
    const objects = clusterObjects(run.resources.map(({ inputs }) => inputs));
    const target = { namespace: "ml-production", labels: { app: name } };
    return meshAdmits(objects, target, { principal: gatewayPrincipal, method, path });
}

/** Whether a request from outside reaches the server. */
function reaches(run: Simulated, method: string, path: string, name = "w"): boolean {
    const arriving = routed(run, name, path);
    return arriving !== undefined && admitted(run, name, method, arriving);
}

/** The stack file with these workloads has exactly these faults. */
function rejects(what: string, workloads: object, faults: readonly Fault[]): void {
    it(`rejects ${what}`, () => {
        assert.deepEqual(faultsOf(workloads), faults);
    });
}

describe("a workload behind the gateway", () => {
    it("answers predictions of the contract and nothing else", async () => {
        const run = await render({ w: { ...app, gateway: {}, shutdown: {} } });
        for (const path of ["/w/predict", "/w/v1/models/m:predict", "/w/v2/models/m/infer"]) {
            assert.equal(reaches(run, "POST", path), true, path);
            assert.equal(reaches(run, "GET", path), false, path);
        }
        for (const path of [
            "/w/metrics",
            "/w/shutdown",
            "/w/health",
            "/w/ready",
            "/w/startup",
            "/w/",
            "/w/predict/x",
        ]) {
            assert.equal(reaches(run, "POST", path), false, path);
            assert.equal(reaches(run, "GET", path), false, path);
        }
    });

    it("answers predictions of TensorFlow Serving's models and nothing else", async () => {
        const run = await render({ w: { ...server, gateway: {} } });
        for (const path of [
            "/w/v1/models/m:predict",
            "/w/v1/models/m/versions/1:classify",
            "/w/v1/models/m/labels/a:regress",
        ]) {
            assert.equal(reaches(run, "POST", path), true, path);
        }
        assert.equal(reaches(run, "GET", "/w/v1/models/m/versions/1/metadata"), false);
        assert.equal(reaches(run, "POST", "/w/v1/models/other:predict"), false);
        assert.equal(reaches(run, "GET", "/w/monitoring/prometheus/metrics"), false);
    });

    it("denies its administration to the gateway, whatever another policy allows", async () => {
        const run = await render({ w: { ...app, gateway: {}, shutdown: { path: "/stop" } } });
        const { action, rules } = spec(run, "AuthorizationPolicy", "w.administration") as {
            readonly action: string;
            readonly rules: readonly { readonly to: readonly { readonly operation: { readonly paths: string[] } }[] }[];
        };
        const paths = rules[0]?.to[0]?.operation.paths ?? [];
        assert.equal(action, "DENY");
        for (const path of ["/metrics", "/stop", "/stop/*", "/grpc.health.v1.Health/*"]) {
            assert.ok(paths.includes(path), path);
        }
        const inside = await render({ w: { ...app, callers: { web: {} } } });
        assert.ok(!inside.resources.some(({ name }) => name === "w-administration"));
    });

    it("publishes no administrative path, whatever paths and methods a stack file lists", async () => {
        const segment = fc.constantFrom(
            "metrics",
            "shutdown",
            "health",
            "ready",
            "startup",
            "predict",
            "v1",
            "models",
            "h",
        );
        const pattern = fc
            .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
            .map(([segments, prefix]) => `/${segments.join("/")}${prefix ? "*" : ""}`);
        const paths = fc.uniqueArray(pattern, { minLength: 1, maxLength: 4 });
        const methods = fc.uniqueArray(fc.constantFrom("GET", "POST", "DELETE"), { minLength: 1 });
        const admin = ["/metrics", "/shutdown", "/health", "/ready", "/startup", "/health/live"];
        await fc.assert(
            fc.asyncProperty(paths, methods, async (published, allowed) => {
                const workloads = { w: { ...app, gateway: { paths: published, methods: allowed } } };
                try {
                    loadWorkloads(workloads);
                } catch {
                    return;
                }
                const run = await render(workloads);
                for (const path of admin) {
                    for (const method of allowed) {
                        assert.equal(reaches(run, method, `/w${path}`), false, `${published.join()} ${method} ${path}`);
                    }
                }
            }),
            { numRuns: 15 },
        );
    });

    it("asks for a token of the named issuer, and answers browsers of the named sites", async () => {
        const cors = { origins: ["https://app.example.com"] };
        const run = await render({ w: { ...app, gateway: { jwt, cors } } });
        assert.deepEqual(spec(run, "RequestAuthentication", "w"), {
            selector: { matchLabels: { app: "w" } },
            jwtRules: [jwt],
        });
        const { rules } = spec(run, "AuthorizationPolicy", "w") as { rules: [{ from: unknown }] };
        assert.deepEqual(rules[0].from, [
            {
                source: {
                    principals: ["cluster.local/ns/istio-ingress/sa/istio-gateway"],
                    requestPrincipals: ["https://login.example.com/*"],
                },
            },
        ]);
        const { http } = spec(run, "VirtualService", "w") as { http: { name: string; corsPolicy?: unknown }[] };
        assert.deepEqual(http.find(({ name }) => name === "gateway-http-main")?.corsPolicy, {
            allowOrigins: [{ exact: "https://app.example.com" }],
            allowMethods: ["POST"],
            allowHeaders: ["authorization", "content-type"],
            maxAge: "600s",
        });
        assert.ok(
            http.filter(({ name }) => name.startsWith("mesh")).every(({ corsPolicy }) => corsPolicy === undefined),
        );
    });

    it("must state in production who may call", () => {
        const production = { environment: "production", serving: { imageDigests: "optional" } };
        assert.deepEqual(faultsOf({ w: { ...app, gateway: {} } }, production), [
            {
                path: "workloads.w.gateway",
                reason: "lets any client call the workload in a production stack: add jwt (issuer, jwksUri, audiences), or confirm it with public: true",
            },
        ]);
        loadWorkloads({ w: { ...app, gateway: { public: true } } }, production);
        loadWorkloads({ w: { ...app, gateway: { jwt } } }, production);
    });

    rejects("a token and none at once", { w: { ...app, gateway: { jwt, public: true } } }, [
        {
            path: "workloads.w.gateway.public",
            reason: "is true beside jwt: requests either need a token or not; drop one",
        },
    ]);
    rejects(
        "paths and services of operators",
        {
            w: { ...app, gateway: { paths: ["/*", "/health/live"], grpcServices: ["grpc.health.v1.Health"] } },
        },
        [
            {
                path: "workloads.w.gateway.paths[0]",
                reason: 'is "/*", which covers the administrative /metrics, /health, /ready, /startup, /shutdown: name the paths that clients call',
            },
            {
                path: "workloads.w.gateway.paths[1]",
                reason: 'is "/health/live", which covers the administrative /health: name the paths that clients call',
            },
            {
                path: "workloads.w.gateway.grpcServices[0]",
                reason: "is grpc.health.v1.Health, which serves operators: name the services that clients call",
            },
        ],
    );
    rejects("nothing to publish", { w: { ...app, gateway: { paths: [] } } }, [
        {
            path: "workloads.w.gateway.paths",
            reason: "is empty without grpcServices: name what clients call, or drop gateway",
        },
    ]);
});

describe("the administrative paths that a pattern lets through", () => {
    const found = (pattern: string, ...paths: string[]) => adminPathsIn(pattern, { paths, grpcServices: [] });

    it("are those at, above and below it, in any case", () => {
        assert.deepEqual(found("/m*", "/metrics", "/health"), ["/metrics"]);
        assert.deepEqual(found("/Metrics", "/metrics"), ["/metrics"]);
        assert.deepEqual(found("/metrics/x", "/metrics"), ["/metrics"]);
        assert.deepEqual(found("/metrics-of-models", "/metrics"), []);
        assert.deepEqual(found("/predict", "/"), []);
        assert.deepEqual(found("/", "/"), ["/"]);
    });
});
