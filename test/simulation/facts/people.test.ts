import assert from "node:assert/strict";
import { people } from "../../../simulation/facts/people";

const binding = (namespace: string, kind: string, name: string, role: string) => ({
    object: {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: `${role}-${name}`, namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
        subjects: [{ kind, name }],
    },
});

describe("the people of a stack", () => {
    it("are the groups that have a role in a namespace, and no service account", () => {
        const manifests = [
            binding("b", "Group", "support", "viewer"),
            binding("a", "Group", "support", "viewer"),
            binding("a", "Group", "engineers", "deployer"),
            binding("a", "ServiceAccount", "robot", "deployer"),
        ];
        assert.deepEqual(people(manifests), [
            { group: "engineers", role: "deployer", namespaces: ["a"] },
            { group: "support", role: "viewer", namespaces: ["a", "b"] },
        ]);
    });
});
