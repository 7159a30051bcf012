import { authorizationDefaultDeny } from "../../../../policy/rules/mesh/authorizationDefaultDeny";
import { authorizationPrincipals } from "../../../../policy/rules/mesh/authorizationPrincipals";
import { destinationRuleTls } from "../../../../policy/rules/mesh/destinationRuleTls";
import { gatewayTls } from "../../../../policy/rules/mesh/gatewayTls";
import { namespaceInjects } from "../../../../policy/rules/mesh/namespaceInjects";
import { noPermissive } from "../../../../policy/rules/mesh/noPermissive";
import { strictRoot } from "../../../../policy/rules/mesh/strictRoot";
import { describeRule, gone, kube } from "../../../support/policy/cases";
import { deployment, namespace } from "../../../support/policy/objects";

const strict = kube({
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: "default", namespace: "istio-system" },
    spec: { mtls: { mode: "STRICT" } },
});
const noRoot =
    'no PeerAuthentication without a selector in namespace "istio-system" has "spec.mtls.mode: STRICT"; add one named "default", so that no workload accepts plain text';

describeRule(strictRoot, [strict], {
    "finds a mesh that accepts plain text": { at: "0/spec/mtls/mode", to: "PERMISSIVE", message: noRoot },
    "finds a mesh whose policy is for one namespace": { at: "0/metadata/namespace", to: "ml", message: noRoot },
    "finds a mesh whose policy is for some workloads": {
        at: "0/spec/selector",
        to: { matchLabels: { app: "a" } },
        message: noRoot,
    },
    "follows the option": {
        at: "0/spec",
        to: {},
        options: { rootNamespace: "mesh" },
        message: noRoot.replace("istio-system", "mesh"),
    },
});
describeRule(strictRoot, [strict, namespace()], {
    "finds a mesh by its namespaces": { at: "0/metadata/namespace", to: "ml", message: noRoot },
});
describeRule(strictRoot, [deployment()], {});
describeRule(strictRoot, [namespace("tools", { "istio-injection": "disabled" })], {
    "finds a mesh by a revision": { at: "0/metadata/labels", to: { "istio.io/rev": "stable" }, message: noRoot },
});

describeRule(noPermissive, [strict], {
    "finds plain text for a namespace": {
        at: "0/spec/mtls/mode",
        to: "PERMISSIVE",
        message: '"spec.mtls.mode" is PERMISSIVE, which accepts plain text; use STRICT or leave it out',
    },
    "finds mTLS that is off": {
        at: "0/spec/mtls/mode",
        to: "DISABLE",
        message: '"spec.mtls.mode" is DISABLE, which accepts plain text; use STRICT or leave it out',
    },
    "finds plain text for one port": {
        at: "0/spec/portLevelMtls",
        to: { 8080: { mode: "DISABLE" }, 8443: { mode: "STRICT" } },
        message: `"spec.portLevelMtls['8080'].mode" is DISABLE, which accepts plain text; use STRICT or leave it out`,
    },
    "accepts a mode that is inherited": { at: "0/spec/mtls/mode", to: "UNSET", message: "" },
});

const destinationRule = kube({
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name: "app", namespace: "ml" },
    spec: { host: "app.ml.svc.cluster.local", trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } } },
});
const turnsOff = (path: string, mode: string, host = "app.ml.svc.cluster.local") =>
    `"${path}.tls.mode" is ${mode}, which disables mTLS for "${host}"; use ISTIO_MUTUAL or leave it out`;
describeRule(destinationRuleTls, [destinationRule, namespace("data")], {
    "finds mTLS that is turned off": {
        at: "0/spec/trafficPolicy/tls/mode",
        to: "DISABLE",
        message: turnsOff("spec.trafficPolicy", "DISABLE"),
    },
    "finds it for one port": {
        at: "0/spec/trafficPolicy/portLevelSettings",
        to: [{ port: { number: 80 }, tls: { mode: "SIMPLE" } }],
        message: turnsOff("spec.trafficPolicy.portLevelSettings[0]", "SIMPLE"),
    },
    "finds it for one subset": {
        at: "0/spec/subsets",
        to: [{ name: "v1" }, { name: "v2", trafficPolicy: { tls: { mode: "DISABLE" } } }],
        message: turnsOff("spec.subsets[1].trafficPolicy", "DISABLE"),
    },
    "knows a Service by its short name": {
        at: "0/spec",
        to: { host: "redis", trafficPolicy: { tls: { mode: "DISABLE" } } },
        message: turnsOff("spec.trafficPolicy", "DISABLE", "redis"),
    },
    "knows a Service by its namespace": {
        at: "0/spec",
        to: { host: "redis.data", trafficPolicy: { tls: { mode: "DISABLE" } } },
        message: turnsOff("spec.trafficPolicy", "DISABLE", "redis.data"),
    },
    "leaves hosts outside the mesh alone": {
        at: "0/spec",
        to: { host: "example.com", trafficPolicy: { tls: { mode: "SIMPLE" } } },
        message: "",
    },
});

const injection = "metadata.labels['istio-injection']";
describeRule(namespaceInjects, [namespace()], {
    "finds a workload namespace outside the mesh": {
        at: "0/metadata/labels/istio-injection",
        to: gone,
        message: `"${injection}" is missing; write "enabled", or set "istio.io/rev"`,
    },
    "finds injection that is switched off": {
        at: "0/metadata/labels/istio-injection",
        to: "disabled",
        message: `"${injection}" is "disabled"; write "enabled", or set "istio.io/rev"`,
    },
    "accepts a revision": {
        at: "0/metadata/labels",
        to: { "inference-platform/workload-namespace": "true", "istio.io/rev": "stable" },
        message: "",
    },
    "ignores other namespaces": { at: "0/metadata/labels", to: {}, message: "" },
});

const denyAll = kube({
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "deny", namespace: "ml" },
    spec: {},
});
const noDeny = 'namespace "ml" has no AuthorizationPolicy that denies by default; create one with "spec: {}"';
describeRule(authorizationDefaultDeny, [namespace(), denyAll], {
    "finds a policy that allows every caller": { at: "1/spec", to: { rules: [{}] }, message: noDeny },
    "finds a policy for some pods": { at: "1/spec", to: { selector: { matchLabels: { app: "a" } } }, message: noDeny },
    "finds a policy that denies nothing": { at: "1/spec", to: { action: "DENY" }, message: noDeny },
    "finds a policy of another namespace": { at: "1/metadata/namespace", to: "x", message: noDeny },
    "accepts a policy for the whole mesh": { at: "1/metadata/namespace", to: "istio-system", message: "" },
    "accepts a policy that denies everything": { at: "1/spec", to: { action: "DENY", rules: [{}] }, message: "" },
    "follows the option": {
        at: "1/metadata/namespace",
        to: "istio-system",
        options: { rootNamespace: "mesh" },
        message: noDeny,
    },
    "accepts an empty selector": { at: "1/spec", to: { selector: {}, action: "ALLOW" }, message: "" },
});

const allow = kube({
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "allow", namespace: "ml" },
    spec: { rules: [{ from: [{ source: { principals: ["cluster.local/ns/ml/sa/client"] } }] }] },
});
describeRule(authorizationPrincipals, [allow], {
    "finds a rule for every caller": {
        at: "0/spec/rules/0/from",
        to: gone,
        message: '"spec.rules[0].from" is missing, so every caller is allowed; set source.principals',
    },
    "finds a caller by address": {
        at: "0/spec/rules/0/from/0/source",
        to: { ipBlocks: ["10.0.0.0/8"] },
        message: `"spec.rules[0].from[0].source.principals" is missing; set the caller's identity`,
    },
    "finds a wildcard": {
        at: "0/spec/rules/0/from/0/source/principals",
        to: ["*"],
        message: '"spec.rules[0].from[0].source.principals" is "*", which allows every caller; list the callers',
    },
    "accepts service accounts": {
        at: "0/spec/rules/0/from/0/source",
        to: { serviceAccounts: ["ml/client"] },
        message: "",
    },
    "ignores policies that deny": { at: "0/spec", to: { action: "DENY", rules: [{}] }, message: "" },
    "ignores policies of the gateway": { at: "0/metadata/namespace", to: "istio-ingress", message: "" },
});
describeRule(authorizationPrincipals, [allow], {
    "follows the option": {
        at: "0/spec/rules",
        to: [{}],
        options: { gatewayNamespaces: ["ml"] },
        message: "",
    },
});

const gateway = kube({
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: { name: "gateway", namespace: "istio-ingress" },
    spec: {
        servers: [
            { port: { number: 80, protocol: "HTTP" }, tls: { httpsRedirect: true } },
            { port: { number: 443, protocol: "HTTPS" }, tls: { mode: "SIMPLE", credentialName: "cert" } },
        ],
    },
});
describeRule(gatewayTls, [gateway], {
    "finds plain HTTP that is served": {
        at: "0/spec/servers/0/tls",
        to: gone,
        message: '"spec.servers[0].tls.httpsRedirect" is not true on a server of plain HTTP; redirect, or serve HTTPS',
    },
    "finds plain HTTP/2 too": {
        at: "0/spec/servers/0",
        to: { port: { protocol: "http2" } },
        message: '"spec.servers[0].tls.httpsRedirect" is not true on a server of plain HTTP2; redirect, or serve HTTPS',
    },
    "finds plain GRPC": {
        at: "0/spec/servers/1",
        to: { port: { number: 443, protocol: "GRPC" } },
        message: '"spec.servers[1].tls.httpsRedirect" is not true on a server of plain GRPC; redirect, or serve HTTPS',
    },
    "finds TLS settings that a plain server ignores": {
        at: "0/spec/servers/1",
        to: { port: { number: 443, protocol: "HTTP" }, tls: { mode: "SIMPLE" } },
        message: '"spec.servers[1].tls.httpsRedirect" is not true on a server of plain HTTP; redirect, or serve HTTPS',
    },
    "finds plain TCP": {
        at: "0/spec/servers/1",
        to: { port: { number: 5432, protocol: "TCP" } },
        message: '"spec.servers[1].tls.mode" is missing on a server of plain TCP; set it, or serve TLS',
    },
    "accepts TCP inside TLS": {
        at: "0/spec/servers/1",
        to: { port: { number: 5432, protocol: "TCP" }, tls: { mode: "MUTUAL", credentialName: "database" } },
        message: "",
    },
    "finds a limit to old TLS": {
        at: "0/spec/servers/1/tls/maxProtocolVersion",
        to: "TLSV1_1",
        message: '"spec.servers[1].tls.maxProtocolVersion" is TLSV1_1; use TLSV1_2 or TLSV1_3',
    },
    "finds old TLS": {
        at: "0/spec/servers/1/tls/minProtocolVersion",
        to: "TLSV1_1",
        message: '"spec.servers[1].tls.minProtocolVersion" is TLSV1_1; use TLSV1_2 or TLSV1_3',
    },
    "accepts TLS 1.3": { at: "0/spec/servers/1/tls/minProtocolVersion", to: "TLSV1_3", message: "" },
});
