import assert from "node:assert/strict";
import { judge } from "../../../policy/core/judge";
import { deployment, podSpec } from "../../support/policy/objects";

/** Policies that a placeholder for the proxy of a gateway violates. */
function violations(labels: Record<string, string>, container: object): string[] {
    const spec = { ...podSpec(), containers: [container] };
    const resource = deployment({ template: { metadata: { labels: { app: "gateway", ...labels } }, spec } });
    return judge([resource], { groups: ["limits", "images"] }).violations.map(({ policy }) => policy);
}

describe("the placeholder that injection replaces with a gateway's proxy", () => {
    const placeholder = { name: "istio-proxy", image: "auto" };

    it("needs neither resources nor a tag, which the injection template brings", () => {
        assert.deepEqual(violations({ "sidecar.istio.io/inject": "true" }, placeholder), []);
    });

    it("is judged like any container without injection, under another name, or with an image", () => {
        assert.notDeepEqual(violations({}, placeholder), []);
        assert.notDeepEqual(violations({ "sidecar.istio.io/inject": "true" }, { ...placeholder, name: "proxy" }), []);
        assert.notDeepEqual(
            violations({ "sidecar.istio.io/inject": "true" }, { ...placeholder, image: "proxyv2:latest" }),
            [],
        );
    });
});
