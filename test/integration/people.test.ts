import assert from "node:assert/strict";
import { accepted, type KubeClient } from "./cluster/client";
import { type KubeObject } from "./cluster/types";
import { applied } from "./apply";
import { environment } from "./environment";
import { describeEach } from "./suite";

interface Review extends KubeObject {
    readonly status?: { readonly allowed: boolean };
}

/** What a member of a group asks to do, as `kubectl auth can-i` asks. */
interface Asked {
    readonly group: string;
    readonly verb: string;
    readonly resource: string;
    readonly namespace: string;
    /** API group. Default: the core group. */
    readonly of?: string;
}

async function allowed(client: KubeClient, { group, verb, resource, namespace, of = "" }: Asked): Promise<boolean> {
    const [name, subresource] = resource.split("/");
    const reply = await client.create({
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        // Nobody stores the question: the API server refuses a name.
        metadata: { name: "" },
        spec: {
            user: "somebody",
            groups: [`inference-platform:${group}`, "system:authenticated"],
            resourceAttributes: { namespace, verb, group: of, resource: name, ...(subresource && { subresource }) },
        },
    });
    return (accepted(reply).body as Review).status?.allowed === true;
}

describeEach(
    ["prod"],
    "people",
    async (stack) => {
        await applied(stack);
        return (await environment(stack)).client;
    },
    (client) => {
        const can = (group: string, verb: string, resource: string, namespace: string, of?: string) =>
            allowed(client(), { group, verb, resource, namespace, ...(of !== undefined && { of }) });

        it("who view read workloads and their logs everywhere, and no Secret", async () => {
            for (const namespace of ["ml-production", "ml-training", "ml-testing", "edge-computing"]) {
                assert.equal(await can("support", "get", "pods/log", namespace), true, namespace);
                assert.equal(await can("support", "list", "rollouts", namespace, "argoproj.io"), true, namespace);
                assert.equal(await can("support", "get", "secrets", namespace), false, namespace);
                assert.equal(await can("support", "patch", "deployments", namespace, "apps"), false, namespace);
            }
            assert.equal(await can("support", "get", "pods", "monitoring"), false);
        });

        it("who deploy change workloads in their namespace alone", async () => {
            const changes = [
                ["create", "jobs", "batch"],
                ["patch", "deployments", "apps"],
                ["patch", "rollouts/status", "argoproj.io"],
                ["delete", "pods", ""],
            ] as const;
            for (const [verb, resource, of] of changes) {
                assert.equal(await can("ml-engineers", verb, resource, "ml-testing", of), true, resource);
                assert.equal(await can("ml-engineers", verb, resource, "team-vision", of), true, resource);
                assert.equal(await can("ml-engineers", verb, resource, "ml-production", of), false, resource);
            }
            assert.equal(await can("ml-engineers", "get", "pods", "ml-production"), false);
        });

        it("who deploy cannot loosen what guards the namespace, nor read or make a credential", async () => {
            const guards = [
                ["get", "secrets", ""],
                ["create", "pods/exec", ""],
                ["create", "serviceaccounts/token", ""],
                ["delete", "networkpolicies", "networking.k8s.io"],
                ["create", "authorizationpolicies", "security.istio.io"],
                ["create", "virtualservices", "networking.istio.io"],
                ["create", "externalsecrets", "external-secrets.io"],
                ["patch", "resourcequotas", ""],
                ["create", "rolebindings", "rbac.authorization.k8s.io"],
                ["patch", "namespaces", ""],
            ] as const;
            for (const [verb, resource, of] of guards) {
                assert.equal(await can("ml-engineers", verb, resource, "ml-testing", of), false, resource);
            }
        });
    },
);
