import assert from "node:assert/strict";
import { exposure, type ExposureSource, type WayIn } from "../../../simulation/facts/exposure";
import { principalOf } from "../../../simulation/facts/mesh";

const metadata = { name: "app", namespace: "apps" };
const gateway = {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { name: "edge", namespace: "ingress" },
    spec: {
        selector: { istio: "gateway" },
        servers: [
            { hosts: ["ai.example.com"], port: { number: 80, protocol: "HTTP" }, tls: { httpsRedirect: true } },
            {
                hosts: ["ai.example.com"],
                port: { number: 443, protocol: "HTTPS" },
                tls: { mode: "SIMPLE", minProtocolVersion: "TLSV1_2", credentialName: "tls" },
            },
        ],
    },
};
const chart = (service: object) => ({
    path: "charts/edge.yaml",
    release: "edge",
    chart: "gateway",
    namespace: "ingress",
    values: { labels: { istio: "gateway" }, service },
});
const scheme = (value: string) => ({
    type: "LoadBalancer",
    annotations: { "service.beta.kubernetes.io/aws-load-balancer-scheme": value },
});
const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec: { selector: { app: "app" }, ports: [{ name: "http", port: 80, targetPort: "http" }] },
};
const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
        template: {
            metadata: { labels: { app: "app", "sidecar.istio.io/inject": "true" } },
            spec: { containers: [{ name: "app", ports: [{ name: "http", containerPort: 8080 }] }] },
        },
    },
};
const virtualService = (http: object) => ({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata,
    spec: {
        gateways: ["mesh", "ingress/edge"],
        hosts: ["ai.example.com"],
        http: [{ route: [{ destination: { host: "app.apps.svc.cluster.local", port: { number: 80 } } }], ...http }],
    },
});
const authorizationPolicy = (operation: object, source: object = {}) => ({
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata,
    spec: {
        rules: [
            {
                from: [{ source: { principals: [principalOf("ingress", "edge")], ...source } }],
                to: [{ operation: { ports: ["8080"], ...operation } }],
            },
        ],
    },
});

const ways = (objects: readonly object[], source: Partial<ExposureSource> = {}): WayIn[] =>
    exposure({
        resources: [],
        charts: [],
        manifests: objects.map((object) => ({ object: object as Readonly<Record<string, unknown>> })),
        ...source,
    });

/** Method and path of every request that passes. */
function passing(http: object, ...policies: readonly object[]): string[] {
    const [way] = ways([gateway, service, deployment, virtualService(http), ...policies], {
        charts: [chart(scheme("internal"))],
    });
    return (way?.routes ?? []).map(({ methods, path }) => `${methods.join("|") || "any"} ${path}`);
}

describe("the ways into a stack", () => {
    it("are none without anything that listens outside", () => {
        assert.deepEqual(ways([service, deployment]), []);
    });

    it("name the gateway's host, who may connect, and where TLS ends", () => {
        const at = (chartService: object) => {
            const [{ what, openTo, guards, ...way } = assert.fail("no way in"), ...more] = ways([gateway], {
                charts: [chart(chartService)],
            });
            assert.deepEqual(more, []);
            return [what, openTo.join(), way.public, guards[0]];
        };
        const tls = "TLS 1.2 or newer at the gateway";
        assert.deepEqual(at(scheme("internet-facing")), ["https://ai.example.com", "the internet", true, tls]);
        assert.deepEqual(at(scheme("internal")), ["https://ai.example.com", "the private network", false, tls]);
        const ranges = { ...scheme("internet-facing"), loadBalancerSourceRanges: ["203.0.113.0/24"] };
        assert.deepEqual(at(ranges), ["https://ai.example.com", "203.0.113.0/24", false, tls]);
    });

    it("say that a gateway takes plain HTTP, unless the load balancer before it ends TLS", () => {
        const plain = {
            ...gateway,
            spec: {
                ...gateway.spec,
                servers: [{ hosts: ["ai.example.com"], port: { number: 443, protocol: "HTTP" } }],
            },
        };
        const key = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;
        const at = (annotations: object) => {
            const [way] = ways([plain], {
                charts: [chart({ type: "LoadBalancer", ports: [{ name: "https", port: 443 }], annotations })],
            });
            return [way?.what, way?.guards[0]];
        };
        assert.deepEqual(at({}), ["http://ai.example.com", "no TLS"]);
        assert.deepEqual(at({ [key("ssl-cert")]: "arn", [key("ssl-ports")]: "https" }), [
            "https://ai.example.com",
            "TLS at the load balancer (its default policy), plain text from there to the gateway",
        ]);
    });

    it("say that the load balancer encrypts again, only where both it and the gateway do", () => {
        const key = (name: string) => `service.beta.kubernetes.io/aws-load-balancer-${name}`;
        const at = (annotations: object) => {
            const terminating = { [key("ssl-cert")]: "arn", [key("ssl-ports")]: "https", ...annotations };
            const [way] = ways([gateway], {
                charts: [
                    chart({ type: "LoadBalancer", ports: [{ name: "https", port: 443 }], annotations: terminating }),
                ],
            });
            return way?.guards[0];
        };
        assert.equal(
            at({ [key("backend-protocol")]: "ssl" }),
            "TLS at the load balancer (its default policy), encrypted again, with TLS 1.2 or newer at the gateway",
        );
        assert.equal(at({}), "TLS at the load balancer (its default policy), plain text from there to the gateway");
    });

    it("list each path as a client writes it, as far as route and permission both cover it", () => {
        const prefix = (uri: string, to?: string) => ({
            match: [{ uri: { prefix: uri } }],
            ...(to !== undefined && { rewrite: { uri: to } }),
        });
        assert.deepEqual(passing(prefix("/app/", "/")), ["any /app/*"], "no policy: everything");
        assert.deepEqual(
            passing(prefix("/app/", "/"), authorizationPolicy({ methods: ["POST"], paths: ["/predict", "/v1/*"] })),
            ["POST /app/predict", "POST /app/v1/*"],
        );
        assert.deepEqual(passing(prefix("/v1/models/"), authorizationPolicy({ paths: ["/v1/*"] })), [
            "any /v1/models/*",
        ]);
        assert.deepEqual(
            passing(prefix("/app/", "/"), authorizationPolicy({ paths: ["/predict"], ports: ["9090"] })),
            [],
        );
        const exact = { match: [{ uri: { exact: "/go" } }], rewrite: { uri: "/predict" } };
        assert.deepEqual(passing(exact, authorizationPolicy({ paths: ["/predict"] })), ["any /go"]);
        assert.deepEqual(passing(exact, authorizationPolicy({ paths: ["/other"] })), []);
        const inside = { match: [{ uri: { prefix: "/" }, gateways: ["mesh"] }] };
        assert.deepEqual(passing(inside), [], "a route of the mesh is not a way in");
    });

    it("name the token that a path needs", () => {
        const policy = authorizationPolicy({}, { requestPrincipals: ["https://login.example.com/*"] });
        const [way] = ways(
            [gateway, service, deployment, virtualService({ match: [{ uri: { prefix: "/" } }] }), policy],
            {
                charts: [chart(scheme("internal"))],
            },
        );
        assert.deepEqual(
            way?.routes.map(({ needs, to }) => [needs, to]),
            [[["a token of https://login.example.com"], "apps/app:80"]],
        );
    });

    it("include the Kubernetes API, with everyone where no network is named", () => {
        const cluster = (inputs: object) => ({
            urn: "c",
            type: "eks:index:Cluster",
            name: "cluster",
            dependencies: [],
            inputs: inputs as Readonly<Record<string, unknown>>,
        });
        const api = (inputs: object) =>
            ways([], { resources: [cluster(inputs)] }).map(({ what, openTo, public: open }) => [
                what,
                openTo.join(),
                open,
            ]);
        assert.deepEqual(api({ endpointPublicAccess: true }), [
            ["Kubernetes API, public endpoint", "the internet", true],
        ]);
        assert.deepEqual(api({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24"] }), [
            ["Kubernetes API, public endpoint", "203.0.113.0/24", false],
        ]);
        assert.deepEqual(api({ endpointPrivateAccess: true }), [], "its own network is not outside");
    });

    it("include what should not be there: services, node ports, host ports, charts' ingresses, public databases", () => {
        const typed = (type: string) => ({ ...service, spec: { ...service.spec, type } });
        const onHost = {
            ...deployment,
            spec: { template: { spec: { containers: [{ name: "c", ports: [{ containerPort: 80, hostPort: 80 }] }] } } },
        };
        const grafana = {
            path: "",
            release: "grafana",
            chart: "grafana",
            namespace: "monitoring",
            values: { ingress: { enabled: true }, sub: { service: { type: "LoadBalancer" } } },
        };
        const database = {
            urn: "d",
            type: "aws:rds/instance:Instance",
            name: "db",
            dependencies: [],
            inputs: { publiclyAccessible: true },
        };
        assert.deepEqual(
            ways([typed("LoadBalancer"), typed("NodePort"), onHost], { charts: [grafana], resources: [database] }).map(
                ({ what }) => what,
            ),
            [
                "chart monitoring/grafana, ingress",
                "chart monitoring/grafana, sub.service",
                "Service apps/app",
                "Service apps/app",
                "Deployment apps/app, port 80",
                "database db",
            ],
        );
    });
});
