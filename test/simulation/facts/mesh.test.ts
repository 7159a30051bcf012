import assert from "node:assert/strict";
import { deniedPaths, meshAdmits, type MeshRequest, permissionsOf, principalOf } from "../../../simulation/facts/mesh";
import { clusterObjects } from "../../../simulation/facts/objects";

const target = { namespace: "apps", labels: { app: "server" } };
const web = principalOf("apps", "web");

const policy = (spec: object, namespace = "apps") => ({
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "p", namespace },
    spec,
});
const strict = (spec: object, namespace = "istio-system") => ({
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: "default", namespace },
    spec,
});
const from = (source: object) => [{ source }];
const to = (operation: object) => [{ operation }];
const admits = (objects: readonly object[], request: Partial<MeshRequest> = {}) =>
    meshAdmits(clusterObjects(objects), target, { principal: web, ...request });

describe("what the mesh admits", () => {
    it("is everything without a policy, nothing by an empty one, and what a rule of any of them allows", () => {
        assert.equal(admits([]), true);
        assert.equal(admits([policy({})]), false);
        assert.equal(admits([policy({}), policy({ rules: [{}] })]), true);
        assert.equal(admits([policy({ selector: { matchLabels: { app: "other" } } })]), true);
        assert.equal(admits([policy({}, "other")]), true);
        assert.equal(admits([policy({}, "istio-system")]), false);
    });

    it("depends on who calls", () => {
        const rule = (source: object) => [policy({ rules: [{ from: from(source) }] })];
        assert.equal(admits(rule({ principals: [web] })), true);
        assert.equal(admits(rule({ principals: [principalOf("apps", "batch")] })), false);
        assert.equal(admits(rule({ principals: ["cluster.local/ns/apps/*"] })), true);
        assert.equal(admits(rule({ principals: ["*/sa/web"] })), true);
        assert.equal(admits(rule({ namespaces: ["apps"] })), true);
        assert.equal(admits(rule({ notNamespaces: ["apps"] })), false);
        assert.equal(admits(rule({ notPrincipals: [web] })), false);
        assert.equal(
            admits(rule({ principals: ["*"] }), { principal: null }),
            false,
            "a caller without identity is nobody",
        );
    });

    it("depends on port, method and path; what the request does not say may be right", () => {
        const rule = (operation: object) => [policy({ rules: [{ to: to(operation) }] })];
        assert.deepEqual(
            [8080, 9090, undefined].map((port) =>
                admits(rule({ ports: ["8080"] }), port === undefined ? {} : { port }),
            ),
            [true, false, true],
        );
        assert.equal(admits(rule({ methods: ["POST"] }), { method: "GET" }), false);
        assert.equal(admits(rule({ notMethods: ["GET"] }), { method: "GET" }), false);
        const paths: [string, string, boolean][] = [
            ["/predict", "/predict", true],
            ["/predict", "/predict/x", false],
            ["/v1/*", "/v1/models", true],
            ["*/health", "/a/health", true],
            ["/v1/{*}/infer", "/v1/m/infer", true],
            ["/v1/{*}/infer", "/v1/a/b/infer", false],
            ["/v1/{**}/infer", "/v1/a/b/infer", true],
        ];
        for (const [pattern, path, expected] of paths) {
            assert.equal(admits(rule({ paths: [pattern] }), { path }), expected, `${pattern} ${path}`);
        }
        assert.equal(admits(rule({ notPaths: ["/admin"] }), { path: "/admin" }), false);
    });

    it("rejects what a DENY rule surely covers, and not what it covers only in part", () => {
        const denied = (rule: object) => [policy({ rules: [{}] }), policy({ action: "DENY", rules: [rule] })];
        assert.equal(admits(denied({ from: from({ principals: [web] }) })), false);
        const metrics = denied({ to: to({ paths: ["/metrics"] }) });
        assert.equal(admits(metrics), true, "other paths are allowed");
        assert.equal(admits(metrics, { path: "/metrics" }), false);
        assert.equal(admits(denied({ when: [{ key: "request.headers[x]", values: ["y"] }] })), true);
        assert.equal(admits([policy({ action: "AUDIT", rules: [{}] })]), true);
    });

    it("rejects callers without a proxy where mutual TLS is strict, by the narrowest setting", () => {
        const plain = { principal: null, port: 8080 };
        assert.equal(admits([], plain), true);
        assert.equal(admits([strict({ mtls: { mode: "STRICT" } })], plain), false);
        assert.equal(
            admits([strict({ mtls: { mode: "STRICT" } }), strict({ mtls: { mode: "PERMISSIVE" } }, "apps")], plain),
            true,
        );
        const port = strict({ mtls: { mode: "STRICT" }, portLevelMtls: { 8080: { mode: "DISABLE" } } });
        assert.deepEqual([admits([port], plain), admits([port], { principal: null, port: 9090 })], [true, false]);
    });

    it("is told operation by operation, with the tokens that a caller needs", () => {
        const objects = clusterObjects([
            policy({
                rules: [
                    {
                        from: from({ principals: [web], requestPrincipals: ["https://login.example.com/*"] }),
                        to: [
                            ...to({ ports: ["8080"], methods: ["POST"], paths: ["/predict"] }),
                            ...to({ ports: ["9090"] }),
                        ],
                    },
                    { from: from({ principals: [principalOf("apps", "batch")] }) },
                ],
            }),
            policy({ action: "DENY", rules: [{ to: to({ paths: ["/metrics"] }) }] }),
        ]);
        assert.deepEqual(permissionsOf(objects, target, web, 8080), [
            { methods: ["POST"], paths: ["/predict"], tokens: ["https://login.example.com/*"] },
        ]);
        assert.deepEqual(permissionsOf(objects, target, principalOf("apps", "other"), 8080), []);
        assert.equal(permissionsOf([], target, web, 8080), undefined);
        assert.deepEqual(deniedPaths(objects, target, web), ["/metrics"]);
    });
});
