import * as k8s from "@pulumi/kubernetes";
import { type WorkloadNamespace } from "../../../config/names";
import { groupsWith, type PeopleConfig, type Rights, rights } from "../../../config/people";
import { type AddonContext, type ChildOptions } from "../definition";

/** A rule of a ClusterRole. */
interface Rule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
}

const read = ["get", "list", "watch"] as const;
const write = ["create", "update", "patch", "delete", "deletecollection"] as const;

/**
 * What a workload consists of and what shows how it does. No Secrets: whoever reads one can act as the workload. Names of
 * ExternalSecrets are shown, their values are not in them.
 */
const viewing: readonly Rule[] = [
    {
        apiGroups: [""],
        resources: [
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "persistentvolumeclaims",
            "pods",
            "pods/log",
            "pods/status",
            "resourcequotas",
            "serviceaccounts",
            "services",
        ],
        verbs: read,
    },
    { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "replicasets", "statefulsets"], verbs: read },
    { apiGroups: ["argoproj.io"], resources: ["analysisruns", "analysistemplates", "rollouts"], verbs: read },
    { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: read },
    { apiGroups: ["autoscaling.k8s.io"], resources: ["verticalpodautoscalers"], verbs: read },
    { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: read },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
    { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: read },
    { apiGroups: ["external-secrets.io"], resources: ["externalsecrets"], verbs: read },
    { apiGroups: ["keda.sh"], resources: ["scaledjobs", "scaledobjects", "triggerauthentications"], verbs: read },
    { apiGroups: ["kueue.x-k8s.io"], resources: ["localqueues", "workloads"], verbs: read },
    { apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["get", "list"] },
    {
        apiGroups: ["monitoring.coreos.com"],
        resources: ["podmonitors", "prometheusrules", "servicemonitors"],
        verbs: read,
    },
    {
        apiGroups: ["networking.istio.io"],
        resources: ["destinationrules", "serviceentries", "sidecars", "virtualservices"],
        verbs: read,
    },
    { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: read },
    { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: read },
    {
        apiGroups: ["security.istio.io"],
        resources: ["authorizationpolicies", "requestauthentications"],
        verbs: read,
    },
    { apiGroups: ["telemetry.istio.io"], resources: ["telemetries"], verbs: read },
];

/**
 * Running and changing workloads. Left to the stack file, because they guard the namespace or what its pods may do: policies
 * of network and mesh, routes (which can take another workload's host), autoscalers and their credentials, ExternalSecrets
 * (which can copy any secret of the stack), service accounts, Secrets, roles. No shell in a pod either.
 */
const deploying: readonly Rule[] = [
    { apiGroups: [""], resources: ["configmaps", "persistentvolumeclaims", "services"], verbs: write },
    // A pod comes from its controller; to delete one is to restart it.
    { apiGroups: [""], resources: ["pods"], verbs: ["delete", "deletecollection"] },
    {
        apiGroups: ["apps"],
        resources: ["deployments", "deployments/scale", "statefulsets", "statefulsets/scale"],
        verbs: write,
    },
    // Promoting, aborting and retrying a rollout changes its status; ending an analysis changes the run.
    {
        apiGroups: ["argoproj.io"],
        resources: ["analysisruns", "rollouts", "rollouts/scale", "rollouts/status"],
        verbs: write,
    },
    { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: write },
    { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: write },
];

/** The rules of a right; `deploy` includes `view`. */
export function rulesOf(right: Rights, modelVersionGroup: string): readonly Rule[] {
    const models: Rule = { apiGroups: [modelVersionGroup], resources: ["modelversions"], verbs: read };
    return [...viewing, models, ...(right === "deploy" ? deploying : [])];
}

const roleNames: Readonly<Record<Rights, string>> = {
    view: "inference-platform-viewer",
    deploy: "inference-platform-deployer",
};

/** The ClusterRoles that somebody has somewhere; none without people. Bound in namespaces only. */
export function peopleRoles({ facts, parent, cluster }: AddonContext): readonly k8s.rbac.v1.ClusterRole[] {
    return rights
        .filter((right) => Object.values(facts.people).some(({ may }) => may === right))
        .map(
            (right) =>
                new k8s.rbac.v1.ClusterRole(
                    roleNames[right],
                    {
                        metadata: { name: roleNames[right] },
                        rules: rulesOf(right, facts.modelVersionGroup).map(copyOf),
                    },
                    { parent, dependsOn: [...cluster] },
                ),
        );
}

/** Gives groups of people their rights in one namespace. */
export function peopleBindings(
    namespace: WorkloadNamespace,
    people: PeopleConfig,
    roles: readonly k8s.rbac.v1.ClusterRole[],
    opts: ChildOptions,
): readonly k8s.rbac.v1.RoleBinding[] {
    return rights.flatMap((right) => {
        const groups = groupsWith(right, namespace, people);
        const name = roleNames[right];
        return groups.length === 0
            ? []
            : [
                  new k8s.rbac.v1.RoleBinding(
                      `${namespace}-${name}`,
                      {
                          metadata: { name, namespace },
                          roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
                          subjects: groups.map((group) => ({ apiGroup: rbac, kind: "Group", name: group })),
                      },
                      { ...opts, dependsOn: [...opts.dependsOn, ...roles] },
                  ),
              ];
    });
}

const rbac = "rbac.authorization.k8s.io";

function copyOf({ apiGroups, resources, verbs }: Rule) {
    return { apiGroups: [...apiGroups], resources: [...resources], verbs: [...verbs] };
}
