import assert from "node:assert/strict";
import fc from "fast-check";
import { publicAdminPath } from "../../../../policy/rules/mesh/publicAdminPath";
import { describeRule, kube, run } from "../../../support/policy/cases";

const route = [{ destination: { host: "app" } }];
const service = (http: readonly unknown[], gateways: readonly string[] = ["istio-ingress/platform"]) =>
    kube({
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name: "app", namespace: "ml" },
        spec: { hosts: ["api.example.com"], gateways, http },
    });
const to = (uri: unknown, more: object = {}) => [{ match: [{ uri }], route, ...more }];
const reaches = (paths: string, at = "spec.http[0].match[0]") =>
    `"${at}" lets clients of the gateway reach ${paths}; match only the paths that clients call`;
const options = { adminPaths: ["/metrics", "/shutdown"] };
const both = '"/metrics", "/shutdown"';

describeRule(
    publicAdminPath,
    [service(to({ prefix: "/v1/models/" }))],
    {
        "finds a prefix that is rewritten to everything": {
            at: "0/spec/http",
            to: to({ prefix: "/app/" }, { rewrite: { uri: "/" } }),
            message: reaches(both),
        },
        "finds it without the slash at the end": {
            at: "0/spec/http",
            to: to({ prefix: "/app" }, { rewrite: { uri: "/" } }),
            message: reaches(both),
        },
        "finds a rewrite by expression": {
            at: "0/spec/http",
            to: to({ prefix: "/app/" }, { rewrite: { uriRegexRewrite: { match: "^/app/(.*)$", rewrite: "/\\1" } } }),
            message: reaches(both),
        },
        "finds a route without a match": { at: "0/spec/http", to: [{ route }], message: reaches(both, "spec.http[0]") },
        "finds every path as an expression": { at: "0/spec/http", to: to({ regex: ".*" }), message: reaches(both) },
        "finds an endpoint by name": {
            at: "0/spec/http",
            to: to({ exact: "/metrics" }),
            message: reaches('"/metrics"'),
        },
        "finds an exact path that becomes an endpoint": {
            at: "0/spec/http",
            to: to({ exact: "/stop" }, { rewrite: { uri: "/shutdown" } }),
            message: reaches('"/shutdown"'),
        },
        "finds a prefix that begins an endpoint's name": {
            at: "0/spec/http",
            to: to({ prefix: "/met" }),
            message: reaches('"/metrics"'),
        },
        "finds what lies below an endpoint": {
            at: "0/spec/http",
            to: to({ prefix: "/app/" }, { rewrite: { uri: "/metrics/" } }),
            message: reaches('"/metrics"'),
        },
        "finds a gateway named on the match alone": {
            at: "0/spec",
            to: {
                hosts: ["api.example.com"],
                gateways: ["mesh", "platform"],
                http: [{ match: [{ gateways: ["platform"], uri: { prefix: "/" } }], route }],
            },
            message: reaches(both),
        },
        "accepts routes inside the mesh": { at: "0/spec/gateways", to: ["mesh"], message: "" },
        "accepts a match of the mesh alone": {
            at: "0/spec",
            to: {
                hosts: ["api.example.com"],
                gateways: ["mesh", "platform"],
                http: [{ match: [{ gateways: ["mesh"] }], route }],
            },
            message: "",
        },
        "accepts a rewrite that stays below a prediction path": {
            at: "0/spec/http",
            to: to({ prefix: "/app/" }, { rewrite: { uri: "/v1/models/" } }),
            message: "",
        },
        "accepts an expression with a literal start": {
            at: "0/spec/http",
            to: to({ regex: "/v1/models/[^/]+:predict" }),
            message: "",
        },
        "accepts a redirect": { at: "0/spec/http", to: to({ prefix: "/" }, { redirect: { uri: "/v1" } }), message: "" },
        "accepts endpoints that an earlier route answers": {
            at: "0/spec/http",
            to: [
                { match: [{ uri: { exact: "/app/metrics" } }], directResponse: { status: 404 } },
                { match: [{ uri: { prefix: "/app/shutdown" } }], directResponse: { status: 404 } },
                ...to({ prefix: "/app/" }, { rewrite: { uri: "/" } }),
            ],
            message: "",
        },
        "finds endpoints that an earlier route answers for some callers only": {
            at: "0/spec/http",
            to: [
                {
                    match: [{ uri: { prefix: "/" }, headers: { "x-a": { exact: "b" } } }],
                    directResponse: { status: 404 },
                },
                ...to({ prefix: "/" }),
            ],
            message: reaches(both, "spec.http[1].match[0]"),
        },
    },
    options,
);

const httpRoute = (rules: readonly unknown[], parentRefs: unknown = [{ name: "public" }]) =>
    kube({
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { name: "app", namespace: "ml" },
        spec: { parentRefs, rules },
    });
const backendRefs = [{ name: "app", port: 80 }];
const below = (value: string, type = "PathPrefix") => [{ path: { type, value } }];
const rewritten = (path: object) => [{ type: "URLRewrite", urlRewrite: { path } }];
const reachesBy = (at: string, paths = both) => reaches(paths, `spec.rules[0]${at}`);

describeRule(
    publicAdminPath,
    [httpRoute([{ matches: below("/v1/models"), backendRefs }])],
    {
        "finds an HTTPRoute for everything": {
            at: "0/spec/rules",
            to: [{ backendRefs }],
            message: reachesBy(""),
        },
        "finds an HTTPRoute whose prefix is removed": {
            at: "0/spec/rules",
            to: [
                {
                    matches: below("/app"),
                    filters: rewritten({ type: "ReplacePrefixMatch", replacePrefixMatch: "/" }),
                    backendRefs,
                },
            ],
            message: reachesBy(".matches[0]"),
        },
        "finds an endpoint by an expression": {
            at: "0/spec/rules",
            to: [{ matches: below("/metrics.*", "RegularExpression"), backendRefs }],
            message: reachesBy(".matches[0]", '"/metrics"'),
        },
        "finds a path that becomes an endpoint": {
            at: "0/spec/rules",
            to: [
                {
                    matches: below("/stop"),
                    filters: rewritten({ type: "ReplaceFullPath", replaceFullPath: "/shutdown" }),
                    backendRefs,
                },
            ],
            message: reachesBy(".matches[0]", '"/shutdown"'),
        },
        "accepts whole elements that only begin like an endpoint": {
            at: "0/spec/rules",
            to: [{ matches: below("/met"), backendRefs }],
            message: "",
        },
        "accepts a path that is replaced as a whole": {
            at: "0/spec/rules",
            to: [
                {
                    matches: below("/app"),
                    filters: rewritten({ type: "ReplaceFullPath", replaceFullPath: "/predict" }),
                    backendRefs,
                },
            ],
            message: "",
        },
        "accepts an HTTPRoute of the mesh": {
            at: "0/spec",
            to: { parentRefs: [{ kind: "Service", name: "app" }], rules: [{ backendRefs }] },
            message: "",
        },
        "accepts a redirect of an HTTPRoute": {
            at: "0/spec/rules",
            to: [{ filters: [{ type: "RequestRedirect", requestRedirect: { scheme: "https" } }] }],
            message: "",
        },
        "accepts endpoints that a more specific match answers, wherever it stands": {
            at: "0/spec/rules",
            to: [
                { matches: below("/"), backendRefs },
                { matches: [...below("/metrics"), ...below("/shutdown")], filters: [{ type: "RequestRedirect" }] },
            ],
            message: "",
        },
        "finds endpoints that a more specific match answers for some methods only": {
            at: "0/spec/rules",
            to: [
                { matches: below("/"), backendRefs },
                { matches: [{ path: { value: "/metrics" }, method: "GET" }], filters: [{ type: "RequestRedirect" }] },
            ],
            message: reachesBy(".matches[0]"),
        },
    },
    options,
);

const ingress = (paths: readonly unknown[], annotations: object = {}) =>
    kube({
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "app", namespace: "ml", annotations },
        spec: { rules: [{ host: "api.example.com", http: { paths } }] },
    });
const backend = { service: { name: "app", port: { number: 80 } } };
const nginx = (key: string) => `nginx.ingress.kubernetes.io/${key}`;

describeRule(
    publicAdminPath,
    [ingress([{ path: "/v1/models", pathType: "Prefix", backend }])],
    {
        "finds an Ingress for everything": {
            at: "0/spec/rules/0/http/paths/0/path",
            to: "/",
            message: reachesBy(".http.paths[0]"),
        },
        "finds a default backend": {
            at: "0/spec",
            to: { defaultBackend: backend },
            message: reaches(both, "spec.defaultBackend"),
        },
        "finds a wildcard": {
            at: "0/spec/rules/0/http/paths/0",
            to: { path: "/*", pathType: "ImplementationSpecific", backend },
            message: reachesBy(".http.paths[0]"),
        },
        "accepts an exact path": {
            at: "0/spec/rules/0/http/paths/0",
            to: { path: "/predict", pathType: "Exact", backend },
            message: "",
        },
    },
    options,
);

describeRule(
    publicAdminPath,
    [
        ingress([{ path: "/app(/|$)(.*)", pathType: "ImplementationSpecific", backend }], {
            [nginx("rewrite-target")]: "/predict",
        }),
    ],
    {
        "finds a prefix that an expression removes": {
            at: "0/metadata/annotations",
            to: { [nginx("rewrite-target")]: "/$2" },
            message: reachesBy(".http.paths[0]"),
        },
        "finds an endpoint that replaces the path": {
            at: "0/metadata/annotations",
            to: { [nginx("rewrite-target")]: "/shutdown" },
            message: reachesBy(".http.paths[0]", '"/shutdown"'),
        },
    },
    options,
);

describe("A public path", () => {
    const segment = fc.stringMatching(/^[a-z0-9]{1,8}$/).filter((text) => !["metrics", "shutdown"].includes(text));
    const prefix = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join("/")}/`);

    it("is not seen in a prefix whose letters only begin like one", () => {
        for (const path of ["/s/", "/m/"]) {
            assert.deepEqual(run(publicAdminPath, [service(to({ prefix: path }))], options).violations, []);
        }
    });

    it("is found for any prefix that is removed, and accepted for any that stays", () => {
        fc.assert(
            fc.property(prefix, (path) => {
                const removed = run(
                    publicAdminPath,
                    [service(to({ prefix: path }, { rewrite: { uri: "/" } }))],
                    options,
                );
                const kept = run(publicAdminPath, [service(to({ prefix: path }))], options);
                return removed.violations.length === 1 && kept.violations.length === 0;
            }),
        );
    });
});
