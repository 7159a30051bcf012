import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { awsCloud } from "../../../components/aws/awsCloud";

describe("What programs in the cluster are told about AWS", () => {
    const cloud = awsCloud({
        stack: "prod",
        region: "eu-west-1",
        clusterName: "prod",
        network: { vpcId: pulumi.output("vpc-1") },
        nodeGroups: [],
        tags: {},
    });

    it("has secrets in Secrets Manager of the region, read with the operator's own identity", () => {
        assert.deepEqual(cloud.secretStore, { provider: { aws: { service: "SecretsManager", region: "eu-west-1" } } });
    });

    it("names the credentials agent and the metadata service of a node, and an API server on the Service's own port", () => {
        assert.deepEqual(cloud.nodeServices, {
            credentials: { cidr: "169.254.170.23/32", port: 80 },
            metadata: { cidr: "169.254.169.254/32" },
            apiServerPort: 443,
        });
    });
});
