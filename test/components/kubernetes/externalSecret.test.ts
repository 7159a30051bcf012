import assert from "node:assert/strict";
import { externalSecretSpec } from "../../../components/kubernetes/externalSecret";

describe("The spec of an ExternalSecret", () => {
    it("fetches whole secrets and fields of secrets", () => {
        const keys = { token: { secret: "p/token" }, password: { secret: "p/database", field: "password" } };
        assert.deepEqual(externalSecretSpec({ name: "app", store: "cloud", keys }), {
            refreshInterval: "1h",
            secretStoreRef: { kind: "ClusterSecretStore", name: "cloud" },
            target: { name: "app", creationPolicy: "Owner" },
            data: [
                { secretKey: "token", remoteRef: { key: "p/token" } },
                { secretKey: "password", remoteRef: { key: "p/database", property: "password" } },
            ],
        });
    });

    it("builds the Secret from templates and gives it a type where asked", () => {
        const { target } = externalSecretSpec({
            name: "app",
            store: "cloud",
            keys: { token: { secret: "p/token" } },
            template: { header: "Bearer {{ .token }}" },
            type: "kubernetes.io/basic-auth",
        });
        assert.deepEqual(target, {
            name: "app",
            creationPolicy: "Owner",
            template: {
                type: "kubernetes.io/basic-auth",
                engineVersion: "v2",
                data: { header: "Bearer {{ .token }}" },
            },
        });
    });
});
