import assert from "node:assert/strict";
import { type RecordedResource } from "../../../simulation/recorded";
import { simulateStack } from "../../support/simulate";
import { simulateAws } from "../../support/aws/awsSide";

const addon = "aws:eks/addon:Addon";
const group = "aws:eks/nodeGroup:NodeGroup";

for (const stack of ["dev", "prod"]) {
    describe(`the order of ${stack}: what comes later goes first`, () => {
        it("nodes come after the network plug-in, kube-proxy, the identity agent and their role's policies", async () => {
            const run = await simulateStack(stack);
            const policies = run.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment", ({ name }) =>
                name.startsWith("node-role-"),
            );
            assert.equal(policies.length, 4);
            for (const nodes of run.all(group)) {
                const before = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"].map((name) => run.one(addon, name));
                for (const other of [...before, ...policies]) {
                    assert.ok(run.dependsOn(nodes, other), `${nodes.name} after ${other.name}`);
                }
            }
        });

        it("nodes come after the endpoints that they reach AWS through, and all that needs nodes with them", async () => {
            const run = await simulateStack(stack);
            const endpoints = run.all("aws:ec2/vpcEndpoint:VpcEndpoint");
            assert.equal(endpoints.length > 0, stack === "prod");
            for (const endpoint of endpoints) {
                for (const needing of [...run.all(group), run.one(addon, "coredns")]) {
                    assert.ok(run.dependsOn(needing, endpoint), `${needing.name} after ${endpoint.name}`);
                }
            }
        });

        it("add-ons with pods of their own come after the system's nodes, and wait for no GPU", async () => {
            const run = await simulateStack(stack);
            const needNodes = ["coredns", "aws-ebs-csi-driver", "aws-mountpoint-s3-csi-driver", "metrics-server"];
            for (const name of [...needNodes, "snapshot-controller", "eks-node-monitoring-agent"]) {
                assert.ok(run.dependsOn(run.one(addon, name), run.one(group, "system")), name);
                assert.ok(!run.dependsOn(run.one(addon, name), run.one(group, "gpu-t4")), name);
            }
        });

        it("the volume driver outlives the other add-ons, which gives it time to delete volumes, and DNS outlives it", async () => {
            const run = await simulateStack(stack);
            const driver = run.one(addon, "aws-ebs-csi-driver");
            assert.ok(run.dependsOn(driver, run.one(addon, "coredns")));
            for (const name of [
                "metrics-server",
                "snapshot-controller",
                "aws-mountpoint-s3-csi-driver",
                "eks-node-monitoring-agent",
            ]) {
                assert.ok(run.dependsOn(run.one(addon, name), driver), name);
            }
        });

        it("identities come after the agent that hands them out", async () => {
            const run = await simulateStack(stack);
            const agent = run.one(addon, "eks-pod-identity-agent");
            const associations = run.all("aws:eks/podIdentityAssociation:PodIdentityAssociation");
            assert.ok(associations.length > 0);
            for (const association of associations) {
                assert.ok(run.dependsOn(association, agent), association.name);
            }
            const ebs = run.one("aws:eks/podIdentityAssociation:PodIdentityAssociation", "aws-ebs-csi-driver");
            assert.ok(run.dependsOn(run.one(addon, "aws-ebs-csi-driver"), ebs));
        });

        it("everything in the cluster comes after nodes, DNS, drivers and storage classes", async () => {
            const run = await simulateStack(stack);
            const releases = run.all("kubernetes:helm.sh/v3:Release");
            assert.ok(releases.length > 0);
            const before = [...run.all(group), ...run.all(addon), run.object("StorageClass", "gp3")];
            for (const release of releases) {
                for (const other of before) {
                    assert.ok(run.dependsOn(release, other), `${release.name} after ${other.name}`);
                }
            }
        });

        it("nothing waits for what waits for it", async () => {
            const run = await simulateStack(stack);
            const circular = run.resources.filter((resource) => run.dependsOn(resource, resource));
            assert.deepEqual(
                circular.map(({ name }) => name),
                [],
            );
        });
    });
}

/** Types that AWS bills or that hold data, and take tags, by what their tags are called. */
function tagged({ type, custom }: RecordedResource): boolean {
    const withoutTags = [
        "aws:autoscaling/tag",
        "aws:iam/rolePolicy:",
        "aws:iam/rolePolicyAttachment",
        "aws:kms/alias",
        "aws:s3/bucket[A-Z]",
        "aws:secretsmanager/secretVersion",
    ];
    return custom && type.startsWith("aws:") && !withoutTags.some((prefix) => new RegExp(`^${prefix}`).test(type));
}

describe("tags", () => {
    it("tag everything on AWS with its project and stack", async () => {
        const settings = ["dataStores.postgres={ kind: managed }", "dataStores.redis={ kind: managed }"];
        const run = await simulateAws("prod", { settings });
        const resources = run.resources.filter(tagged);
        assert.ok(resources.length > 60);
        for (const { inputs, type, name } of resources) {
            const tags = (inputs.tags ?? {}) as Record<string, string>;
            assert.deepEqual(
                [tags.project, tags.stack, tags["managed-by"]],
                ["inference-platform", "prod", "pulumi"],
                `${type} ${name}`,
            );
        }
    });
});

describe("the first preview of a fresh account", () => {
    it("plans everything although nothing is known yet", async () => {
        const settings = ["dataStores.postgres={ kind: managed }", "dataStores.redis={ kind: managed }"];
        const planned = await simulateAws("prod", { settings, preview: true });
        const made = await simulateAws("prod", { settings });
        assert.deepEqual(planned.resources.map(({ urn }) => urn).sort(), made.resources.map(({ urn }) => urn).sort());
    });
});
