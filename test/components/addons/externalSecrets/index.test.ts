import assert from "node:assert/strict";
import { externalSecretsValues } from "../../../../components/addons/externalSecrets";
import { someFacts } from "../../../support/addons";

describe("external-secrets", () => {
    it("can call the API server and the cloud through its own network policies", () => {
        const anywhere = { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }] };
        const open = JSON.stringify(anywhere).slice(1, -1);
        const { webhook, certController, networkPolicy } = externalSecretsValues(someFacts());
        for (const part of [networkPolicy, webhook.networkPolicy, certController.networkPolicy]) {
            assert.ok(JSON.stringify(part.egress).includes(open));
        }
    });
});
