import assert from "node:assert/strict";
import { diffProviderSettings } from "../../../simulation/plugin/providerSettings";
import { UNKNOWN } from "../../../simulation/wire";

const KUBERNETES = "pulumi:providers:kubernetes";

function kubeconfig(server: string, user = "aws"): string {
    return JSON.stringify({
        "current-context": "main",
        contexts: [{ name: "main", context: { cluster: "c", user } }],
        clusters: [{ name: "c", cluster: { server } }],
        users: [{ name: user }],
    });
}

describe("diffProviderSettings", () => {
    const replaced = (olds: Record<string, unknown>, news: Record<string, unknown>, type = KUBERNETES) =>
        diffProviderSettings(type, olds, news)
            .filter(({ replaces }) => replaces)
            .map(({ path }) => path);

    it("replaces nothing when only the credentials change", () => {
        const olds = { kubeconfig: kubeconfig("https://a") };
        assert.deepEqual(replaced(olds, { kubeconfig: kubeconfig("https://a", "other") }), []);
    });

    it("replaces everything when the kubeconfig points to another cluster, or to an unknown one", () => {
        const olds = { kubeconfig: kubeconfig("https://a") };
        assert.deepEqual(replaced(olds, { kubeconfig: kubeconfig("https://b") }), ["kubeconfig"]);
        assert.deepEqual(replaced(olds, { kubeconfig: UNKNOWN }), ["kubeconfig"]);
    });

    it("trusts a cluster identifier over the kubeconfig", () => {
        const olds = { kubeconfig: kubeconfig("https://a"), clusterIdentifier: "prod" };
        assert.deepEqual(replaced(olds, { kubeconfig: UNKNOWN, clusterIdentifier: "prod" }), []);
        assert.deepEqual(replaced(olds, { ...olds, clusterIdentifier: "other" }), ["clusterIdentifier"]);
    });

    it("reports a changed setting that replaces nothing", () => {
        assert.deepEqual(diffProviderSettings(KUBERNETES, {}, { enableServerSideApply: "true" }), [
            { path: "enableServerSideApply", kind: "add", replaces: false },
        ]);
    });

    it("never replaces the AWS provider", () => {
        assert.deepEqual(replaced({ region: "a" }, { region: "b" }, "pulumi:providers:aws"), []);
    });
});
