import assert from "node:assert/strict";
import { annotationFaults } from "../../../../components/aws/identity/annotationFaults";
import { loadWorkloads } from "../../../support/serving/render";

const faultsOf = (serviceAccountAnnotations: object) =>
    annotationFaults(
        loadWorkloads({ w: { kind: "inference-service", image: "example.com/a:1.0.0", serviceAccountAnnotations } }),
    );

describe("annotations of service accounts", () => {
    it("cannot give pods a role beside the platform's", () => {
        assert.deepEqual(faultsOf({ "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/x" }), [
            {
                path: "workloads.w.serviceAccountAnnotations",
                reason:
                    'has "eks.amazonaws.com/role-arn", which would give the pods another identity than the platform\'s: ' +
                    'list what they may do under "access"',
            },
        ]);
    });

    it("of other tools are the user's own", () => {
        assert.deepEqual(faultsOf({ "example.com/team": "ranking" }), []);
        assert.deepEqual(annotationFaults(loadWorkloads({ w: { kind: "model-backup" } })), []);
    });
});
