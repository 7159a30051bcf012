import assert from "node:assert/strict";
import { forAddon, forWorkload } from "../../../support/aws/identities";

const association = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

describe("EksIdentities", () => {
    it("name the role of a workload after it, and that of an add-on after its controller", async () => {
        const workload = await forWorkload([{ kind: "read-objects", store: "data", prefix: "" }]);
        assert.equal(workload.one("aws:iam/role:Role").name, "detect");
        const { serviceAccount, namespace } = workload.one(association).inputs;
        assert.deepEqual([namespace, serviceAccount], ["ml-production", "detect"]);
        assert.equal(
            (await forAddon("load-balancer-controller")).one("aws:iam/role:Role").name,
            "aws-load-balancer-controller",
        );
        assert.equal((await forAddon("external-secrets")).one("aws:iam/role:Role").name, "external-secrets");
    });
});
