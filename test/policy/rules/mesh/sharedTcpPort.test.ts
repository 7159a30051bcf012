import { sharedTcpPort } from "../../../../policy/rules/mesh/sharedTcpPort";
import { describeRule, kube } from "../../../support/policy/cases";

const entry = (name: string, number: number, protocol: string, spec: object = {}) =>
    kube({
        apiVersion: "networking.istio.io/v1",
        kind: "ServiceEntry",
        metadata: { name, namespace: "ml" },
        spec: {
            hosts: [`${name}.example.net`],
            exportTo: ["."],
            resolution: "DNS",
            ports: [{ number, name: "p", protocol }],
            ...spec,
        },
    });
const two = [entry("orders", 5432, "TCP"), entry("users", 5433, "TCP")];
const shared = (protocol: string, port: number) =>
    `"spec.ports[0]" (${protocol} port ${port} of "users.example.net") is also a port of "orders.example.net" (ServiceEntry "orders") with protocol TCP, so connections reach the wrong host; set "spec.addresses", or use another port`;
const number = "1/spec/ports/0/number";

describeRule(sharedTcpPort, two, {
    "finds two databases on one port": { at: number, to: 5432, message: shared("TCP", 5432) },
    "finds a TLS host beside plain TCP": {
        at: "1/spec/ports",
        to: [{ number: 5432, name: "p", protocol: "TLS" }],
        message: shared("TLS", 5432),
    },
    "accepts one host in two entries": {
        at: "1/spec",
        to: { hosts: ["orders.example.net"], exportTo: ["."], ports: [{ number: 5432, protocol: "TCP" }] },
        message: "",
    },
    "accepts hosts with addresses": {
        at: "1/spec",
        to: {
            hosts: ["users.example.net"],
            addresses: ["10.1.2.3/32"],
            exportTo: ["."],
            ports: [{ number: 5432, protocol: "TCP" }],
        },
        message: "",
    },
    "follows the option": { at: number, to: 5432, options: { dnsCapture: true }, message: "" },
});

const tls = [entry("orders", 443, "TLS"), entry("users", 443, "TLS")];
describeRule(sharedTcpPort, tls, {});

const everywhere = [entry("orders", 5432, "TCP", { exportTo: ["*"] }), entry("users", 5433, "TCP")];
describeRule(sharedTcpPort, everywhere, {
    "finds a port that the whole mesh sees": { at: number, to: 5432, message: shared("TCP", 5432) },
});

const apart = [entry("orders", 5432, "TCP"), entry("users", 5432, "TCP", { exportTo: ["other"] })];
describeRule(sharedTcpPort, apart, {});
