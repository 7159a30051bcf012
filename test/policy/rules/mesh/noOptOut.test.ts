import assert from "node:assert/strict";
import { workloadKinds } from "../../../../policy/model/workloads";
import { bypasses } from "../../../../policy/rules/mesh/bypasses";
import { noOptOut } from "../../../../policy/rules/mesh/noOptOut";
import { changed, describeRule, kube, run } from "../../../support/policy/cases";
import { deployment, podSpec } from "../../../support/policy/objects";

const annotations = "0/spec/template/metadata/annotations";
const labels = "0/spec/template/metadata/labels";
const out = (place: string, key: string, value: string, effect = "takes the pod out of the mesh") =>
    `"spec.template.metadata.${place}['${key}']" is "${value}", which ${effect}; remove it`;
const inject = "sidecar.istio.io/inject";
const traffic = "traffic.sidecar.istio.io";

/** By annotation: a value that bypasses the proxy, what it does, and values that do not. */
const ways: Readonly<Record<string, readonly [bad: string, effect: string, ...good: string[]]>> = {
    "ambient.istio.io/redirection": ["disabled", "takes the pod out of the mesh", "enabled"],
    "ambient.istio.io/bypass-inbound-capture": ["true", "excludes inbound traffic from the mesh", "false"],
    "sidecar.istio.io/interceptionMode": ["NONE", "disables the capture of inbound traffic", "REDIRECT", "TPROXY"],
    "proxy.istio.io/config": ["interceptionMode: NONE", "disables the capture of inbound traffic", "concurrency: 2"],
    [`${traffic}/excludeInboundPorts`]: ["8080", "excludes inbound ports from the proxy", ""],
    [`${traffic}/excludeOutboundPorts`]: ["443,5432", "excludes outbound ports from the proxy", ""],
    [`${traffic}/excludeOutboundIPRanges`]: [
        "169.254.170.23/32,0.0.0.0/0",
        "excludes destinations from the proxy",
        "169.254.170.23/32",
        "",
    ],
    [`${traffic}/excludeInterfaces`]: ["eth1", "excludes network interfaces from the proxy", ""],
    [`${traffic}/includeInboundPorts`]: ["", "limits the capture of inbound ports", "*"],
    [`${traffic}/includeOutboundIPRanges`]: ["10.0.0.0/8", "limits the capture of destinations", "*"],
    [`${traffic}/kubevirtInterfaces`]: ["k6t", "treats inbound traffic of interfaces as outbound", ""],
    "istio.io/reroute-virtual-interfaces": ["k6t", "treats inbound traffic of interfaces as outbound", ""],
    "istio.io/redirect-virtual-interfaces": ["k6t", "treats inbound traffic of interfaces as outbound", ""],
    "sidecar.istio.io/bootstrapOverride": ["own-bootstrap", "replaces the proxy's configuration", ""],
    "sidecar.istio.io/controlPlaneAuthPolicy": ["NONE", "disables mTLS to the control plane", "MUTUAL_TLS"],
    "security.istio.io/autoMTLS": ["false", "disables automatic mTLS for outbound traffic", "true"],
    "inject.istio.io/templates": ["grpc-agent", "injects no proxy", "sidecar", "gateway", "sidecar,own"],
};

describeRule(noOptOut, [deployment()], {
    "finds a label that keeps the proxy out": {
        at: labels,
        to: { [inject]: "false" },
        message: out("labels", inject, "false"),
    },
    "finds a value that Istio does not understand": {
        at: labels,
        to: { [inject]: "no" },
        message: out("labels", inject, "no"),
    },
    "finds the deprecated annotation": {
        at: annotations,
        to: { [inject]: "false" },
        message: out("annotations", inject, "false"),
    },
    "finds it written without quotes": {
        at: labels,
        to: { [inject]: false },
        message: out("labels", inject, "false"),
    },
    "accepts a pod that opts in": { at: labels, to: { [inject]: "true" }, message: "" },
    "finds a pod outside an ambient mesh": {
        at: labels,
        to: { "istio.io/dataplane-mode": "none" },
        message: out("labels", "istio.io/dataplane-mode", "none"),
    },
    "finds a pod that bypasses its waypoint": {
        at: labels,
        to: { "istio.io/use-waypoint": "none" },
        message: out("labels", "istio.io/use-waypoint", "none", "bypasses the waypoint and its policies"),
    },
    "finds a container with the proxy's user": {
        at: "0/spec/template/spec/containers/0/securityContext/runAsUser",
        to: 1337,
        message: `"spec.template.spec.containers[0].securityContext.runAsUser" is 1337, the proxy's own ID, so the proxy does not capture traffic of container "app"; use another ID for "runAsUser"`,
    },
    "finds a pod with the proxy's group": {
        at: "0/spec/template/spec/securityContext/runAsGroup",
        to: 1337,
        message: `"spec.template.spec.securityContext.runAsGroup" is 1337, the proxy's own ID, so the proxy does not capture traffic of container "app"; use another ID for "runAsGroup"`,
    },
    "accepts the proxy's user on the proxy": {
        at: "0/spec/template/spec/containers/0",
        to: { name: "istio-proxy", securityContext: { runAsUser: 1337 } },
        message: "",
    },
    "follows the option": {
        at: annotations,
        to: { [`${traffic}/excludeOutboundIPRanges`]: "10.1.0.0/16" },
        options: { excludedIPRanges: ["10.1.0.0/16"] },
        message: "",
    },
    "exempts single ports": {
        at: annotations,
        to: { [`${traffic}/excludeOutboundPorts`]: "5432" },
        options: { exempt: [{ name: "app", values: ["5432"], reason: "the database requires its own TLS" }] },
        message: "",
    },
});

for (const [key, [bad, effect, ...good]] of Object.entries(ways)) {
    describeRule(noOptOut, [deployment()], {
        [`finds ${key}: "${bad}"`]: {
            at: annotations,
            to: { [key]: bad },
            message: out("annotations", key, bad, effect),
        },
        ...Object.fromEntries(
            good.map((value) => [`accepts ${key}: "${value}"`, { at: annotations, to: { [key]: value }, message: "" }]),
        ),
    });
}

describe("A bypass of the proxy", () => {
    it("is tested for each annotation that the rule knows", () => {
        const known = bypasses
            .filter(([place, key]) => place === "annotations" && key !== inject)
            .map(([, key]) => key);
        assert.deepEqual(Object.keys(ways).sort(), [...known].sort());
    });

    it("is found on every kind that carries pods", () => {
        const metadata = { annotations: { [`${traffic}/excludeInboundPorts`]: "8080" } };
        for (const { group, kind, template } of workloadKinds) {
            const steps = template === "" ? [] : template.split(".");
            const body = steps.reduceRight<object>((inner, step) => ({ [step]: inner }), { metadata, spec: podSpec() });
            const own = { name: "app", namespace: "ml", ...(template === "" && metadata) };
            const apiVersion = group === "" ? "v1" : `${group}/v1`;
            const { violations } = run(noOptOut, [kube({ apiVersion, kind, ...body, metadata: own })]);
            assert.equal(violations.length, 1, kind);
        }
    });

    it("is decided by the label where annotation and label differ, as in Istio", () => {
        const both = changed(changed([deployment()], labels, { [inject]: "true" }), annotations, { [inject]: "false" });
        assert.deepEqual(run(noOptOut, both).violations, []);
    });
});
