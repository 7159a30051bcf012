import assert from "node:assert/strict";
import { rulesOf } from "../../../../components/addons/workloadNamespaces/people";
import { rights } from "../../../../config/people";
import { buildAddOns } from "../../../support/addons";
import { simulateStack } from "../../../support/simulate";

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

describe("people of a stack", () => {
    it("have their right in the namespaces listed, and nowhere else", async () => {
        const { run } = await buildAddOns({
            people: {
                engineers: { role: role("engineers"), may: "deploy", namespaces: ["ml-testing"] },
                support: { role: role("support") },
                data: { role: role("data"), namespaces: ["ml-testing", "ml-training"] },
            },
        });
        const bindings = run
            .all("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding")
            .map(({ inputs }) => inputs as unknown as Binding)
            .filter(({ roleRef }) => roleRef.name.startsWith("inference-platform-"))
            .map(({ metadata, roleRef, subjects }) => [
                `${metadata.namespace} ${roleRef.name}`,
                subjects.map(({ kind, name }) => `${kind} ${name}`),
            ]);
        const support = "Group inference-platform:support";
        const data = "Group inference-platform:data";
        assert.deepEqual(Object.fromEntries(bindings), {
            "ml-production inference-platform-viewer": [support],
            "ml-training inference-platform-viewer": [support, data],
            "ml-testing inference-platform-viewer": [support, data],
            "ml-testing inference-platform-deployer": ["Group inference-platform:engineers"],
            "edge-computing inference-platform-viewer": [support],
        });
    });

    it("are nobody by default, and then there is no role for them", async () => {
        const { run } = await buildAddOns();
        const roles = run.all("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole").map(({ name }) => name);
        assert.deepEqual(
            roles.filter((name) => name.startsWith("inference-platform-")),
            [],
        );
    });

    it("on another cluster are the group that its authentication names", async () => {
        const { run } = await buildAddOns({
            people: { support: { group: "oidc:support", namespaces: ["ml-testing"] } },
        });
        const binding = run.object("RoleBinding", "inference-platform-viewer", "ml-testing")
            .inputs as unknown as Binding;
        assert.deepEqual(
            binding.subjects.map(({ name }) => name),
            ["oidc:support"],
        );
    });

    it("see everything that a workload consists of, but Secrets", async () => {
        const seen = new Set(
            rulesOf("view", "ml.example.com").flatMap(({ apiGroups, resources }) =>
                apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
            ),
        );
        const hidden = new Set<string>();
        for (const stack of ["dev", "prod"]) {
            for (const { inputs } of (await simulateStack(stack)).resources) {
                const { apiVersion, kind, metadata } = inputs as Partial<KubeObject>;
                if (apiVersion !== undefined && kind !== undefined && metadata?.namespace === "ml-production") {
                    const group = apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
                    const resource = `${group}/${kind.toLowerCase().replace(/y$/, "ie")}s`;
                    if (!seen.has(resource)) {
                        hidden.add(resource);
                    }
                }
            }
        }
        // Who else has rights here: other people, and what restarts pods.
        const rights = ["rbac.authorization.k8s.io/rolebindings", "rbac.authorization.k8s.io/roles"];
        assert.deepEqual([...hidden].sort(), rights);
    });

    it("see no Secret and change nothing that guards a namespace", () => {
        const guards = new Set([
            "secrets",
            "serviceaccounts",
            "serviceaccounts/token",
            "roles",
            "rolebindings",
            "networkpolicies",
            "authorizationpolicies",
            "virtualservices",
            "sidecars",
            "externalsecrets",
            "scaledjobs",
            "scaledobjects",
            "modelversions",
            "triggerauthentications",
            "resourcequotas",
            "limitranges",
            "namespaces",
            "pods/exec",
            "pods/portforward",
            "*",
        ]);
        for (const right of rights) {
            for (const { apiGroups, resources, verbs } of rulesOf(right, "ml.example.com")) {
                assert.ok(!apiGroups.includes("*") && !verbs.includes("*"), right);
                assert.ok(
                    !resources.some((each) => /^(secrets|\*|pods\/(exec|attach|portforward))$/.test(each)),
                    right,
                );
                const changes = verbs.some((verb) => !["get", "list", "watch"].includes(verb));
                assert.deepEqual(changes ? resources.filter((each) => guards.has(each)) : [], [], right);
            }
        }
    });
});

interface Binding {
    readonly metadata: { readonly namespace: string };
    readonly roleRef: { readonly name: string };
    readonly subjects: readonly { readonly kind: string; readonly name: string }[];
}

interface KubeObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly namespace?: string };
}
