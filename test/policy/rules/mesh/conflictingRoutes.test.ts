import { conflictingRoutes } from "../../../../policy/rules/mesh/conflictingRoutes";
import { describeRule, kube } from "../../../support/policy/cases";

const service = (name: string, match: object, spec: object = {}) =>
    kube({
        apiVersion: "networking.istio.io/v1",
        kind: "VirtualService",
        metadata: { name, namespace: "ml" },
        spec: {
            hosts: ["api.example.com"],
            gateways: ["istio-ingress/platform"],
            http: [{ match: [match], route: [{ destination: { host: name } }] }],
            ...spec,
        },
    });
const two = [service("a", { uri: { prefix: "/a/" } }), service("b", { uri: { prefix: "/b/" } })];
const overlaps = (own: string, theirs: string, name = "a") =>
    `"spec.http[0].match[0]" matches "${own}", which overlaps "${theirs}" of VirtualService "${name}" in namespace "ml"; use another prefix or host`;
const match = "1/spec/http/0/match/0";

describeRule(conflictingRoutes, two, {
    "finds one prefix twice": { at: `${match}/uri`, to: { prefix: "/a/" }, message: overlaps("/a/", "/a/") },
    "finds a prefix inside another": { at: `${match}/uri`, to: { prefix: "/a/b/" }, message: overlaps("/a/b/", "/a/") },
    "finds a prefix around another, and reports the inner one": {
        at: `${match}/uri`,
        to: { prefix: "/a" },
        message: overlaps("/a/", "/a", "b"),
    },
    "finds an exact path inside another's prefix": {
        at: `${match}/uri`,
        to: { exact: "/a/metadata" },
        message: overlaps("/a/metadata", "/a/"),
    },
    "accepts another host": { at: "1/spec/hosts", to: ["other.example.com"], message: "" },
    "accepts another gateway": { at: "1/spec/gateways", to: ["internal"], message: "" },
    "accepts a catch-all, which Istio puts last": { at: `${match}/uri`, to: { prefix: "/" }, message: "" },
    "accepts a prefix that other conditions set apart": {
        at: match,
        to: { uri: { prefix: "/a/" }, headers: { "x-version": { exact: "b" } } },
        message: "",
    },
});

const bound = ["a", "b"].map((name) =>
    service(name, { uri: { prefix: `/${name}/` } }, { gateways: ["mesh", "istio-ingress/platform"] }),
);
describeRule(conflictingRoutes, bound, {});

const mesh = ["a", "b"].map((host) => service(host, {}, { hosts: [host], gateways: ["mesh"] }));
describeRule(conflictingRoutes, mesh, {
    "finds a host of the mesh that two objects have, in either form": {
        at: "1/spec/hosts",
        to: ["a.ml.svc.cluster.local"],
        message:
            '"spec.hosts" has a host that VirtualService "a" in namespace "ml" also has, so Istio ignores one of the two; use one VirtualService per host',
    },
});
