import { type Mutation } from "../runtime/mutations";
import { namespace } from "./callers";

const open = "the network lets listed connections through";
const closed = "the network drops the first packet of every other connection";

type Fault = Pick<Mutation, "path" | "to" | "breaks">;

/** The policies do not differ between the stacks. */
function of(name: string, faults: readonly Fault[]): Mutation[] {
    return faults.map((fault) => ({ kind: "NetworkPolicy", namespace, name, stacks: ["dev"], ...fault }));
}

const [callersRule, metricsRule] = [
    ["spec", "ingress", 0],
    ["spec", "ingress", 1],
] as const;
const callers = [...callersRule, "from", 0] as const;

/** Position of the egress rule for a port. */
function rulesWithout(port: number) {
    return (rules: readonly { readonly ports?: readonly { readonly port?: number }[] }[]) =>
        rules.filter(({ ports = [] }) => !ports.some((each) => each.port === port));
}

/** Faults that somebody could write into NetworkPolicies, and the scenario that must notice each. */
export const networkMutations: readonly Mutation[] = [
    ...of("object-detection", [
        { path: [...callers, "podSelector", "matchLabels", "app"], to: "other", breaks: open },
        { path: [...callersRule, "ports", 0, "port"], to: 8501, breaks: open },
        { path: [...callersRule, "ports", 0, "protocol"], to: "UDP", breaks: open },
        { path: callersRule, to: undefined, breaks: open },
        { path: metricsRule, to: undefined, breaks: open },
        { path: [...metricsRule, "from", 0, "namespaceSelector"], to: undefined, breaks: open },
        { path: ["spec", "podSelector", "matchLabels", "app"], to: "other", breaks: open },
        { path: [...callersRule, "from"], to: undefined, breaks: closed },
        { path: [...callers, "namespaceSelector"], to: {}, breaks: closed },
        { path: [...metricsRule, "from", 0, "podSelector"], to: {}, breaks: closed },
        { path: [...metricsRule, "from"], to: undefined, breaks: closed },
        { path: [...metricsRule, "ports"], to: undefined, breaks: closed },
        { path: ["spec", "policyTypes"], to: ["Egress"], breaks: open },
    ]),
    ...of("anomaly-detection", [
        { path: [...callersRule, "ports", 1], to: undefined, breaks: open },
        { path: ["spec", "egress"], to: rulesWithout(6432), breaks: open },
        { path: ["spec", "egress"], to: rulesWithout(443), breaks: open },
        {
            path: ["spec", "egress"],
            to: (rules: readonly object[]) => [...rules, { ports: [{ protocol: "TCP", port: 6432 }] }],
            breaks: closed,
        },
        {
            path: ["spec", "egress"],
            to: (rules: readonly object[]) =>
                JSON.parse(JSON.stringify(rules).replaceAll(/,"except":\[[^\]]*\]/g, "")) as unknown,
            breaks: closed,
        },
    ]),
    ...of("object-detection-client.calls.object-detection", [
        { path: ["spec", "egress", 0, "ports", 0, "port"], to: 8501, breaks: open },
        { path: ["spec", "egress", 0, "to", 0, "podSelector", "matchLabels", "app"], to: "other", breaks: open },
        { path: ["spec", "podSelector", "matchLabels", "app"], to: "other", breaks: open },
        { path: ["spec", "egress", 0, "to"], to: undefined, breaks: closed },
    ]),
    ...of("ai-inference-app", [
        { path: [...callers, "podSelector", "matchLabels", "istio"], to: "other", breaks: open },
        { path: [...callers, "namespaceSelector"], to: undefined, breaks: open },
        { path: [...callersRule, "from"], to: undefined, breaks: closed },
        { path: [...callersRule, "ports"], to: undefined, breaks: closed },
    ]),
    ...of("default-deny", [
        { path: ["spec", "podSelector"], to: { matchLabels: { app: "other" } }, breaks: closed },
        { path: ["spec", "ingress"], to: [{}], breaks: closed },
        { path: ["spec", "egress"], to: [{}], breaks: closed },
    ]),
    ...of("allow-dns", [
        { path: ["spec", "podSelector"], to: { matchLabels: { app: "other" } }, breaks: open },
        { path: ["spec", "egress", 0, "ports"], to: [{ port: 53, protocol: "UDP" }], breaks: open },
        { path: ["spec", "egress", 0, "to"], to: undefined, breaks: closed },
    ]),
];
