import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { admitting, toApiServer, toHttps } from "../../kubernetes/networkPolicies";
import { type AddonContext, type ChildOptions } from "../definition";
import { type AddonFacts } from "../facts";
import { type AddonNamespace, monitoring } from "../namespaces";
import { workloadNamespaces } from "../workloadNamespaces";
import { reloaderName } from "./names";

type Rule = k8s.types.input.rbac.v1.PolicyRule;

export const home: AddonNamespace = { name: reloaderName, level: "restricted" };

/** Source: its chart, port `http`. */
const metricsPort = 9090;

/** Watching Secrets, which the program also does in its own namespace. */
const watching: Rule = { apiGroups: [""], resources: ["secrets"], verbs: ["list", "watch"] };

/**
 * What it does in a namespace that it follows. The chart's own role would let it change each field of Deployments, create and
 * delete Jobs, and read ConfigMaps. Source: Reloader 1.4, `internal/pkg/callbacks/rolling_upgrade.go`.
 */
function rulesInside(withRollouts: boolean): Rule[] {
    const restarting = (apiGroup: string, resources: string[]): Rule => ({
        apiGroups: [apiGroup],
        resources,
        verbs: ["get", "list", "patch"],
    });
    return [
        watching,
        restarting("apps", ["daemonsets", "deployments", "statefulsets"]),
        ...(withRollouts ? [restarting("argoproj.io", ["rollouts"])] : []),
        { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
    ];
}

/** What it does at home: keeps the lease of its leader, and a ConfigMap that says which version runs with which settings. */
const rulesAtHome: Rule[] = [
    watching,
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
    {
        apiGroups: ["coordination.k8s.io"],
        resources: ["leases"],
        resourceNames: ["stakater-reloader-lock"],
        verbs: ["get", "update"],
    },
    { apiGroups: [""], resources: ["configmaps"], verbs: ["create"] },
    { apiGroups: [""], resources: ["configmaps"], resourceNames: ["reloader-meta-info"], verbs: ["get", "update"] },
    { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
];

/** Its rights, one Role in each namespace that it follows, and its connections. */
export function createAccess(context: AddonContext): readonly pulumi.Resource[] {
    const { facts } = context;
    const rules = rulesInside(facts.addons.rollouts.enabled);
    const inWorkloads = Object.values(context.get(workloadNamespaces).namespaces).flatMap(({ name, ready }) =>
        allow(name, rules, { parent: context.parent, dependsOn: [...ready] }),
    );
    const inAddons = facts.restarting.flatMap((namespace) => allow(namespace.name, rules, context.inside(namespace)));
    const atHome = allow(home.name, rulesAtHome, context.inside(home));
    return [...inWorkloads, ...inAddons, ...atHome, guard(facts, context.inside(home))];
}

function allow(namespace: string, rules: Rule[], opts: ChildOptions): readonly pulumi.Resource[] {
    const metadata = { name: reloaderName, namespace };
    const role = new k8s.rbac.v1.Role(`reloader-${namespace}`, { metadata, rules }, opts);
    const binding = new k8s.rbac.v1.RoleBinding(
        `reloader-${namespace}`,
        {
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: reloaderName },
            subjects: [{ kind: "ServiceAccount", name: reloaderName, namespace: home.name }],
        },
        { ...opts, dependsOn: [...opts.dependsOn, role] },
    );
    return [role, binding];
}

/** No connections but HTTPS, which policies cannot narrow down to the API server; Prometheus asks for its metrics. */
function guard({ cloud: { nodeServices }, nodeCidrs }: AddonFacts, opts: ChildOptions): pulumi.Resource {
    const { ingress } = admitting(monitoring.name, [metricsPort]);
    return new k8s.networking.v1.NetworkPolicy(
        "reloader-https-only",
        {
            metadata: { name: "https-only", namespace: home.name },
            spec: {
                podSelector: {},
                policyTypes: ["Ingress", "Egress"],
                ingress,
                egress: [toHttps(nodeServices), ...toApiServer(nodeServices, nodeCidrs)],
            },
        },
        opts,
    );
}
