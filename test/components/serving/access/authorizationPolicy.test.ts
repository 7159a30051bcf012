import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

interface Policy {
    readonly action: string;
    readonly selector: { readonly matchLabels: object };
    readonly rules?: readonly {
        readonly from: readonly { readonly source: Readonly<Record<string, readonly string[]>> }[];
        readonly to: readonly { readonly operation: Readonly<Record<string, readonly string[]>> }[];
    }[];
}

const app = { kind: "inference-service", image: "example.com/app:1.0.0", models: { m: { versions: [1] } } };
const jwt = {
    issuer: "https://login.example.com",
    jwksUri: "https://login.example.com/keys",
    audiences: ["inference"],
};

async function policy(workload: object, name = "w"): Promise<Policy> {
    return spec(await render({ w: { ...app, ...workload } }), "AuthorizationPolicy", name) as Policy;
}

describe("what the mesh allows at a workload", () => {
    it("is nothing without callers", async () => {
        const { action, rules, selector } = await policy({});
        assert.deepEqual([action, rules, selector], ["ALLOW", undefined, { matchLabels: { app: "w" } }]);
    });

    it("is a rule for each caller: identity, ports and paths together", async () => {
        const { rules } = await policy({ callers: { web: { ports: ["http"], paths: ["/v1/predict"] }, batch: {} } });
        assert.deepEqual(rules?.[0], {
            from: [{ source: { principals: ["cluster.local/ns/ml-production/sa/web"] } }],
            to: [{ operation: { ports: ["8080"], paths: ["/v1/predict"] } }],
        });
        assert.equal(rules.length, 2);
        assert.deepEqual(rules[1]?.from, [{ source: { principals: ["cluster.local/ns/ml-production/sa/batch"] } }]);
    });

    it("is the gateway's identity on published paths and methods alone, with a token where one is required", async () => {
        const open = await policy({ gateway: {} });
        assert.equal(open.rules?.length, 1);
        const [{ from, to }] = open.rules as [NonNullable<Policy["rules"]>[number]];
        assert.deepEqual(from, [{ source: { principals: ["cluster.local/ns/istio-ingress/sa/istio-gateway"] } }]);
        assert.deepEqual(to[0]?.operation.methods, ["POST"]);
        assert.ok((to[0].operation.paths?.length ?? 0) > 0);
        const closed = await policy({ gateway: { jwt } });
        assert.deepEqual(closed.rules?.[0]?.from[0]?.source.requestPrincipals, ["https://login.example.com/*"]);
    });

    it("never includes administrative paths through the gateway, whatever else allows them", async () => {
        const { action, rules } = await policy({ gateway: {} }, "w.administration");
        assert.equal(action, "DENY");
        assert.deepEqual(rules?.[0]?.from, [
            { source: { principals: ["cluster.local/ns/istio-ingress/sa/istio-gateway"] } },
        ]);
        const paths = rules[0]?.to[0]?.operation.paths ?? [];
        for (const path of ["/metrics", "/metrics/*", "/grpc.health.v1.Health/*"]) {
            assert.ok(paths.includes(path), `${path} in ${paths.join(" ")}`);
        }
    });
});
