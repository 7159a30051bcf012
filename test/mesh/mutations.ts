import { type Mutation } from "../runtime/mutations";
import { namespace } from "./callers";
import { networkMutations } from "./networkMutations";

type Fault = Pick<Mutation, "path" | "to" | "breaks" | "stacks">;

function of(kind: string, name: string, faults: readonly Fault[], inNamespace = namespace): Mutation[] {
    return faults.map((fault) => ({ kind, namespace: inNamespace, name, ...fault }));
}

const splits = "weights split requests between versions";
const headers = "a header reaches its version whatever the weights";
const mirrors = "a shadow gets copies of requests, and its answers reach nobody";
const faults = "deliberate faults meet requests with the header and no others";
const admits = "listed callers reach their workloads";
const refuses = "everyone else gets 403";
const plainText = "plain text is refused, also of whoever has the address";
const outside = "hosts outside are reached when they are listed, each by its own name";
const tcpHosts = "two TCP hosts on one port are told apart";
const unlisted = "hosts that are not listed are refused";
const published = "prediction paths come in through the gateway";
const hidden = "nothing else comes in, in no spelling";
const administration = "a route that somebody adds opens no administrative path";
const hosts = "unknown hosts get nothing, and plain HTTP is sent to HTTPS";
const tokens = "only tokens of the issuer, for this audience and still valid, are admitted";
const scripts = "scripts of the listed site may call, those of others may not";
const rates = "a client above its rate gets 429, another client notices nothing";
const ownRate = "a workload's own rate holds on all its paths together, and on no other workload";
const ownSize = "a request above a workload's size gets 413 before it reaches a pod";
const retries = "a request that a pod could not take is tried again";
const notAgain = "a prediction that failed is not computed again";
const timeout = "a request is given up after 10 s";
const ejects = "a pod that fails again and again gets no more requests";
const warmsUp = "a pod that has just started gets its share of requests little by little";
const limits = "more than 1,024 requests at once are turned away before they reach a pod";
const sample = "the sample server gives the known answer to curl, through gateway and sidecar";
const passesOn = "a request goes through gateway and preprocessor to the model, and its answer comes back";
const behind = "the preprocessor alone calls the model behind it";
const canary = "a canary takes over step by step without one failed request";
const main = ["spec", "http", "mesh-main"] as const;
const policy = ["spec", "trafficPolicy"] as const;
const firstRule = ["spec", "rules", 0] as const;
const rateLimit = ["spec", "configPatches", 0, "patch", "value", "typed_config"] as const;
const ownRoute = ["spec", "configPatches", 2] as const;
const ownSizeLimit = [
    ...ownRoute,
    "patch",
    "value",
    "typed_per_filter_config",
    "switched.request-size",
    "buffer",
] as const;

/** Faults that somebody could write into the objects, and the scenario that must notice each. */
export const mutations: readonly Mutation[] = [
    // Before all others: its scenario takes a minute and a half, and holds without another look while nothing has been broken.
    ...of("DestinationRule", "anomaly-detection", [
        { path: [...policy, "loadBalancer", "warmup"], to: undefined, breaks: warmsUp },
    ]),
    ...of("VirtualService", "object-detection", [
        { path: [...main, "route", 0, "weight"], to: 50, breaks: splits },
        { path: [...main, "route", 1, "destination", "subset"], to: "v1", breaks: splits },
        { path: ["spec", "http", "mesh-header-v2"], to: undefined, breaks: headers },
        {
            path: ["spec", "http", "mesh-header-v2", "match", 0, "headers", "version", "exact"],
            to: "v3",
            breaks: headers,
        },
        {
            path: ["spec", "http", "mesh-fault", "fault", "abort", "percentage", "value"],
            to: 50,
            breaks: faults,
            stacks: ["dev"],
        },
        {
            path: ["spec", "http", "mesh-fault", "fault", "delay", "fixedDelay"],
            to: "1s",
            breaks: faults,
            stacks: ["dev"],
        },
        { path: ["spec", "http", "mesh-fault", "match"], to: undefined, breaks: faults, stacks: ["dev"] },
    ]),
    ...of("AuthorizationPolicy", "prepared", [
        {
            path: [...firstRule, "from", 0, "source", "principals", 0],
            to: `cluster.local/ns/${namespace}/sa/prepared`,
            breaks: passesOn,
        },
        { path: [...firstRule, "from"], to: undefined, breaks: behind },
    ]),
    ...of("VirtualService", "shadowed", [
        { path: [...main, "mirrorPercentage", "value"], to: 50, breaks: mirrors },
        { path: [...main, "mirror"], to: undefined, breaks: mirrors },
        { path: [...main, "mirror", "subset"], to: "v1", breaks: mirrors },
    ]),
    ...of("VirtualService", "anomaly-detection", [
        { path: [...main, "retries", "retryOn"], to: "connect-failure", breaks: retries },
        { path: [...main, "retries", "retryOn"], to: "5xx,internal", breaks: notAgain },
        { path: [...main, "timeout"], to: "20s", breaks: timeout },
    ]),
    ...of("VirtualService", "ai-inference-rollout", [
        { path: [...main, "route", 1, "destination", "subset"], to: "other", breaks: canary },
    ]),
    ...of("VirtualService", "ai-inference-app", [
        { path: ["spec", "http", "gateway-http-main", "rewrite"], to: undefined, breaks: published },
        {
            path: ["spec", "http", "gateway-http-2-main", "match", 0, "uri", "prefix"],
            to: "/v1/models/",
            breaks: published,
        },
        {
            path: [
                "spec",
                "http",
                "gateway-inference-v1-inferenceservice-main",
                "route",
                0,
                "destination",
                "port",
                "number",
            ],
            to: 80,
            breaks: published,
        },
        { path: ["spec", "http", "gateway-http-main", "corsPolicy"], to: undefined, breaks: scripts },
        {
            path: ["spec", "http", "gateway-http-main", "corsPolicy", "allowOrigins", 0],
            to: { regex: ".*" },
            breaks: scripts,
        },
    ]),
    ...of("VirtualService", "sample", [
        { path: ["spec", "http", "gateway-http-main", "rewrite"], to: undefined, breaks: sample },
    ]),
    ...of("DestinationRule", "object-detection", [
        { path: ["spec", "subsets", "v2", "labels", "version"], to: "v1", breaks: splits },
        { path: [...policy, "outlierDetection"], to: undefined, breaks: ejects },
        { path: [...policy, "outlierDetection", "maxEjectionPercent"], to: 0, breaks: ejects },
        { path: [...policy, "tls", "mode"], to: "DISABLE", breaks: admits },
    ]),
    ...of("DestinationRule", "anomaly-detection", [
        { path: [...policy, "connectionPool", "http", "http2MaxRequests"], to: 4096, breaks: limits },
    ]),
    ...of("AuthorizationPolicy", "object-detection", [
        { path: [...firstRule, "from"], to: undefined, breaks: refuses },
        { path: [...firstRule, "from", 0, "source", "principals", 0], to: "*", breaks: refuses },
        { path: [...firstRule, "to", 0, "operation", "ports"], to: undefined, breaks: refuses },
        { path: [...firstRule, "to", 0, "operation", "methods"], to: undefined, breaks: refuses },
        { path: ["spec", "selector", "matchLabels", "app"], to: "other", breaks: admits },
        { path: ["spec", "action"], to: "DENY", breaks: admits },
    ]),
    ...of("AuthorizationPolicy", "default-deny", [{ path: ["spec", "rules"], to: [{}], breaks: refuses }]),
    ...of("AuthorizationPolicy", "ai-inference-app", [
        { path: [...firstRule, "to", 0, "operation", "methods"], to: undefined, breaks: hidden },
        { path: [...firstRule, "to", 0, "operation", "paths"], to: ["/predict"], breaks: published },
        { path: [...firstRule, "from"], to: undefined, breaks: refuses },
        {
            path: [...firstRule, "from", 0, "source", "requestPrincipals"],
            to: undefined,
            breaks: tokens,
            stacks: ["prod"],
        },
    ]),
    ...of("AuthorizationPolicy", "ai-inference-app.administration", [
        { path: ["spec", "action"], to: "ALLOW", breaks: administration },
        { path: [...firstRule, "to", 0, "operation", "paths", 8], to: undefined, breaks: administration },
    ]),
    ...of("RequestAuthentication", "ai-inference-app", [
        { path: ["spec", "jwtRules", 0, "audiences"], to: undefined, breaks: tokens, stacks: ["prod"] },
        {
            path: ["spec", "jwtRules", 0, "issuer"],
            to: "https://login.example.org",
            breaks: tokens,
            stacks: ["prod"],
        },
    ]),
    ...of(
        "PeerAuthentication",
        "default",
        [{ path: ["spec", "mtls", "mode"], to: "PERMISSIVE", breaks: plainText }],
        "istio-system",
    ),
    ...of("Sidecar", "default", [
        { path: ["spec", "outboundTrafficPolicy", "mode"], to: "ALLOW_ANY", breaks: unlisted },
        { path: ["spec", "egress", 0, "hosts"], to: ["istio-system/*"], breaks: admits },
    ]),
    ...of("ServiceEntry", "events-example-com-443", [
        { path: ["spec", "hosts", 0], to: "events.example.org", breaks: outside },
        { path: ["spec", "ports", 0, "number"], to: 8443, breaks: outside },
    ]),
    ...of("ServiceEntry", "ledger-example-net-6432", [
        { path: ["spec", "addresses", 0], to: "192.0.2.0/24", breaks: tcpHosts },
        { path: ["spec", "ports", 0, "number"], to: 6433, breaks: tcpHosts },
    ]),
    ...of(
        "Gateway",
        "platform",
        [
            { path: ["spec", "servers", 0, "tls"], to: undefined, breaks: hosts },
            { path: ["spec", "servers", 1, "port", "number"], to: 8443, breaks: published },
        ],
        "istio-ingress",
    ),
    ...of(
        "EnvoyFilter",
        "client-rate-limit",
        [
            { path: [...rateLimit, "descriptors", 0, "token_bucket", "max_tokens"], to: 100_000, breaks: rates },
            { path: [...rateLimit, "filter_enforced", "default_value", "numerator"], to: 0, breaks: rates },
            { path: [...rateLimit, "descriptors"], to: undefined, breaks: rates },
            { path: ["spec", "workloadSelector", "labels", "istio"], to: "other", breaks: rates },
        ],
        "istio-ingress",
    ),
    ...of(
        "EnvoyFilter",
        "switched.limits",
        [
            { path: [...rateLimit, "descriptors", 0, "token_bucket", "max_tokens"], to: 100_000, breaks: ownRate },
            { path: [...rateLimit, "descriptors", 0, "entries", 0, "value"], to: "other", breaks: ownRate },
            { path: [...rateLimit, "token_bucket", "max_tokens"], to: 1, breaks: ownRate },
            {
                path: [...ownRoute, "match", "routeConfiguration", "vhost", "route", "name"],
                to: "gateway-http-main",
                breaks: ownRate,
            },
            { path: [...ownSizeLimit, "max_request_bytes"], to: 16_777_216, breaks: ownSize },
            { path: ["spec", "configPatches", 1, "patch", "value", "disabled"], to: false, breaks: ownSize },
        ],
        "istio-ingress",
    ),
    ...of("VirtualService", "switched", [
        { path: ["spec", "http", "gateway-http-main", "match", 0, "name"], to: "other", breaks: ownSize },
    ]),
    ...networkMutations,
];
