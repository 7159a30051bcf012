import assert from "node:assert/strict";
import { reloaderValues } from "../../../../components/addons/reloader";
import { buildAddOns, development, everyAddOn, someFacts } from "../../../support/addons";
import { type Simulated, simulateStack } from "../../../support/simulate";

const standard = ["ml-production", "ml-training", "ml-testing", "edge-computing"];

interface Role {
    readonly metadata: { readonly name: string; readonly namespace: string };
    readonly rules: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[];
}

/** Namespaces in which its service account has rights, with these. */
function rightsOf(run: Simulated): ReadonlyMap<string, Role["rules"]> {
    const bound = run
        .all("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding")
        .map(({ inputs }) => inputs as unknown as { metadata: Role["metadata"]; subjects: object[]; roleRef: object })
        .filter(({ subjects }) => JSON.stringify(subjects).includes('"reloader"'));
    const roles = run
        .all("kubernetes:rbac.authorization.k8s.io/v1:Role")
        .map(({ inputs }) => inputs as unknown as Role);
    return new Map(
        bound.map(({ metadata: { name, namespace }, subjects, roleRef }) => {
            assert.deepEqual(subjects, [{ kind: "ServiceAccount", name: "reloader", namespace: "reloader" }]);
            assert.deepEqual(roleRef, { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name });
            const role = roles.find((each) => each.metadata.name === name && each.metadata.namespace === namespace);
            return [namespace, role?.rules ?? []] as const;
        }),
    );
}

describe("Reloader", () => {
    it("follows the Secrets of workloads and of MLflow, and nothing else", () => {
        const { reloader } = reloaderValues(
            someFacts({ addons: { mlflow: { enabled: true } }, dataStores: { postgres: { kind: "managed" } } }),
        );
        assert.deepEqual(reloader.namespaces, [...standard, "mlflow"]);
        assert.deepEqual(
            [reloader.watchGlobally, reloader.ignoreConfigMaps, reloader.ignoreJobs, reloader.ignoreCronJobs],
            [false, true, true, true],
        );
        const team = someFacts({ teamNamespaces: { vision: {} } });
        assert.deepEqual(reloaderValues(team).reloader.namespaces, [...standard, "vision"]);
    });

    it("replaces pods as kubectl does, and asks for Rollouts only where there are some", () => {
        const { reloader } = reloaderValues(someFacts());
        assert.deepEqual([reloader.reloadStrategy, reloader.isArgoRollouts], ["annotations", true]);
        const without = someFacts({ addons: { rollouts: { enabled: false } } });
        assert.equal(reloaderValues(without).reloader.isArgoRollouts, false);
    });

    it("survives the loss of a node in production, by a leader's lease", () => {
        const { deployment, enableHA, podDisruptionBudget } = reloaderValues(someFacts()).reloader;
        assert.deepEqual([deployment.replicas, enableHA, podDisruptionBudget.enabled], [2, true, true]);
        const one = reloaderValues(someFacts(development)).reloader;
        assert.deepEqual([one.deployment.replicas, one.enableHA, one.podDisruptionBudget.enabled], [1, false, false]);
    });

    it("may see Secrets and patch what owns pods, in the namespaces that it follows alone", async () => {
        const { run } = await everyAddOn();
        const rights = rightsOf(run);
        assert.deepEqual([...rights.keys()].sort(), [...standard, "mlflow", "reloader"].sort());
        for (const namespace of [...standard, "mlflow"]) {
            assert.deepEqual(rights.get(namespace), [
                { apiGroups: [""], resources: ["secrets"], verbs: ["list", "watch"] },
                {
                    apiGroups: ["apps"],
                    resources: ["daemonsets", "deployments", "statefulsets"],
                    verbs: ["get", "list", "patch"],
                },
                { apiGroups: ["argoproj.io"], resources: ["rollouts"], verbs: ["get", "list", "patch"] },
                { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
            ]);
        }
        assert.doesNotMatch(JSON.stringify(rights.get("reloader")), /deployments|rollouts|"\*"/);
        assert.deepEqual(
            run
                .all("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding")
                .filter(({ inputs }) => JSON.stringify(inputs).includes("reloader")),
            [],
        );
        assert.equal(reloaderValues(someFacts()).reloader.rbac.enabled, false, "the chart's wider roles stay away");
    });

    it("has its rights before it starts, and after the namespaces that it follows", async () => {
        const { run } = await everyAddOn();
        const release = run.one("kubernetes:helm.sh/v3:Release", "reloader");
        for (const namespace of [...standard, "mlflow", "reloader"]) {
            const binding = run.one("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", `reloader-${namespace}`);
            assert.ok(run.dependsOn(release, binding), namespace);
            assert.ok(run.dependsOn(binding, run.one("kubernetes:core/v1:Namespace", namespace)), namespace);
        }
    });

    it("connects to nothing but HTTPS, and only Prometheus connects to it", async () => {
        const { run } = await everyAddOn();
        const { spec } = run.one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "reloader-https-only").inputs as {
            spec: {
                podSelector: object;
                policyTypes: string[];
                ingress: object[];
                egress: { ports: { port: number }[] }[];
            };
        };
        assert.deepEqual([spec.podSelector, spec.policyTypes], [{}, ["Ingress", "Egress"]]);
        assert.deepEqual(
            spec.egress.flatMap(({ ports }) => ports.map(({ port }) => port)),
            [443],
        );
        assert.deepEqual(spec.ingress, [
            { from: [{ podSelector: {} }] },
            {
                from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } }],
                ports: [{ protocol: "TCP", port: 9090 }],
            },
        ]);
    });

    it("reaches an API server on another port on the nodes, and opens that port to no other address", async () => {
        const run = await simulateStack("local");
        const { spec } = run.one("kubernetes:networking.k8s.io/v1:NetworkPolicy", "reloader-https-only").inputs as {
            spec: { egress: object[] };
        };
        const tcp = (port: number) => [{ protocol: "TCP", port }];
        const internet = { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] };
        assert.deepEqual(spec.egress, [
            { to: [{ ipBlock: internet }], ports: tcp(443) },
            {
                to: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map((cidr) => ({
                    ipBlock: { cidr },
                })),
                ports: tcp(6443),
            },
        ]);
    });

    it("restarts MLflow when the password of its database changes", async () => {
        const annotationsOf = (run: Simulated) =>
            (run.object("Deployment", "mlflow").inputs.metadata as { annotations?: object }).annotations;
        assert.deepEqual(annotationsOf((await everyAddOn()).run), {
            "secret.reloader.stakater.com/reload": "mlflow-database",
        });
        const { run } = await buildAddOns({
            dataStores: { postgres: { kind: "managed" } },
            addons: { mlflow: { enabled: true }, reloader: { enabled: false } },
        });
        assert.equal(annotationsOf(run), undefined);
    });
});
