import assert from "node:assert/strict";
import { defaultDeny } from "../../../../policy/rules/network/defaultDeny";
import { externalIps } from "../../../../policy/rules/network/externalIps";
import { hostPorts } from "../../../../policy/rules/network/hostPorts";
import { loadBalancers } from "../../../../policy/rules/network/loadBalancers";
import { nodePorts } from "../../../../policy/rules/network/nodePorts";
import { openEgress } from "../../../../policy/rules/network/openEgress";
import { UNKNOWN } from "../../../../policy/core/judge";
import { changed, describeRule, kube, run } from "../../../support/policy/cases";
import { deployment, namespace } from "../../../support/policy/objects";

const policy = (spec: Record<string, unknown>) =>
    kube({ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "p", namespace: "ml" }, spec });
const denies = (types: string) =>
    `namespace "ml" has no NetworkPolicy that denies ${types} by default; create one with an empty podSelector and no rules`;

describeRule(defaultDeny, [namespace(), policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] })], {
    "finds egress that is open": { at: "1/spec/policyTypes", to: ["Ingress"], message: denies('"Egress"') },
    "finds ingress that is open": { at: "1/spec/policyTypes", to: ["Egress"], message: denies('"Ingress"') },
    "finds a policy with an allow rule": { at: "1/spec/egress", to: [{}], message: denies('"Egress"') },
    "finds a policy for some pods": {
        at: "1/spec/podSelector",
        to: { matchLabels: { app: "a" } },
        message: denies('"Ingress", "Egress"'),
    },
    "finds a policy of another namespace": {
        at: "1/metadata/namespace",
        to: "other",
        message: denies('"Ingress", "Egress"'),
    },
    "reads a policy without types as one for ingress": {
        at: "1/spec",
        to: { podSelector: {} },
        message: denies('"Egress"'),
    },
});
describeRule(
    defaultDeny,
    [
        namespace(),
        policy({ podSelector: { matchLabels: {} }, policyTypes: ["Ingress"] }),
        policy({ podSelector: {}, policyTypes: ["Egress"], egress: [] }),
    ],
    {},
);

const to = (ipBlock: Record<string, unknown>, ports: unknown = [{ protocol: "TCP", port: 443 }]) => [
    { to: [{ ipBlock }], ports },
];
const except = ["169.254.169.254/32"];
describeRule(openEgress, [policy({ egress: to({ cidr: "0.0.0.0/0", except }) })], {
    "finds the metadata address": {
        at: "0/spec/egress",
        to: to({ cidr: "0.0.0.0/0" }),
        message: '"spec.egress[0].to[0].ipBlock" opens 0.0.0.0/0 with the metadata address; except 169.254.169.254/32',
    },
    "finds another port": {
        at: "0/spec/egress",
        to: to({ cidr: "0.0.0.0/0", except }, [{ port: 443 }, { port: 80 }]),
        message: '"spec.egress[0].to[0].ipBlock" opens 0.0.0.0/0 beyond TCP 443; list the peers or limit the ports',
    },
    "finds all ports": {
        at: "0/spec/egress",
        to: to({ cidr: "0.0.0.0/0", except }, []),
        message: '"spec.egress[0].to[0].ipBlock" opens 0.0.0.0/0 beyond TCP 443; list the peers or limit the ports',
    },
    "finds UDP": {
        at: "0/spec/egress",
        to: to({ cidr: "0.0.0.0/0", except }, [{ protocol: "UDP", port: 443 }]),
        message: '"spec.egress[0].to[0].ipBlock" opens 0.0.0.0/0 beyond TCP 443; list the peers or limit the ports',
    },
    "finds a range that begins at 443": {
        at: "0/spec/egress",
        to: to({ cidr: "0.0.0.0/0", except }, [{ port: 443, endPort: 65535 }]),
        message: '"spec.egress[0].to[0].ipBlock" opens 0.0.0.0/0 beyond TCP 443; list the peers or limit the ports',
    },
    "finds the internet of IPv6": {
        at: "0/spec/egress",
        to: to({ cidr: "::/0" }, [{ port: 22 }]),
        message: '"spec.egress[0].to[0].ipBlock" opens ::/0 beyond TCP 443; list the peers or limit the ports',
    },
    "finds half the internet": {
        at: "0/spec/egress",
        to: to({ cidr: "128.0.0.0/1" }),
        message:
            '"spec.egress[0].to[0].ipBlock" opens 128.0.0.0/1 with the metadata address; except 169.254.169.254/32',
    },
    "finds a rule without peers": {
        at: "0/spec/egress",
        to: [{ ports: [{ port: 443 }] }],
        message: '"spec.egress[0].to" is missing, so every address is allowed; list the peers',
    },
    "accepts the whole link-local range as the exception": {
        at: "0/spec/egress",
        to: to({ cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] }),
        message: "",
    },
    "accepts any port towards named addresses": {
        at: "0/spec/egress",
        to: to({ cidr: "10.0.0.0/8" }, []),
        message: "",
    },
    "follows the option": {
        at: "0/spec/egress",
        to: to({ cidr: "0.0.0.0/0", except }, [{ port: 8443 }]),
        options: { openPorts: [8443] },
        message: "",
    },
});

const service = kube({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "app", namespace: "ml" },
    spec: { type: "ClusterIP", selector: { app: "app" } },
});
describeRule(loadBalancers, [service], {
    "finds a load balancer outside the gateway": {
        at: "0/spec/type",
        to: "LoadBalancer",
        message: '"spec.type" is LoadBalancer outside the gateway; use ClusterIP and a route through the gateway',
    },
});
describeRule(loadBalancers, [service], {
    "follows the option": {
        at: "0/spec/type",
        to: "LoadBalancer",
        options: { gatewayNamespaces: ["ml"] },
        message: "",
    },
});
describeRule(nodePorts, [service], {
    "finds a node port": {
        at: "0/spec/type",
        to: "NodePort",
        message: '"spec.type" is NodePort; use ClusterIP',
    },
});
describeRule(externalIps, [service], {
    "finds external IPs": {
        at: "0/spec/externalIPs",
        to: ["203.0.113.1"],
        message: '"spec.externalIPs" is set; remove it',
    },
    "accepts an empty list": { at: "0/spec/externalIPs", to: [], message: "" },
});
describeRule(hostPorts, [deployment()], {
    "finds a host port": {
        at: "0/spec/template/spec/containers/0/ports",
        to: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }],
        message: '"spec.template.spec.containers[0].ports[1].hostPort" is set; remove it',
    },
});

describe("Objects that are not known yet", () => {
    it("are not reported as missing policies", () => {
        const unknown = changed([namespace(), policy({ podSelector: {} })], "1/spec", UNKNOWN);
        const { violations, notEvaluated } = run(defaultDeny, unknown);
        assert.deepEqual(violations, []);
        assert.deepEqual(
            notEvaluated.map(({ path }) => path),
            ["spec"],
        );
    });
});
