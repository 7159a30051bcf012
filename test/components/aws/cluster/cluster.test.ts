import assert from "node:assert/strict";
import { accessEntries, peopleEntries } from "../../../../components/aws/cluster/cluster";
import { peopleSchema } from "../../../../config/people";
import { argumentFaults } from "../../../../simulation/providers/refusals";
import { simulateAws } from "../../../support/aws/awsSide";

describe("the cluster of production", () => {
    it("has a private API server, our key for secrets, all logs and standard support", async () => {
        const run = await simulateAws("prod");
        const { inputs, protect } = run.one("eks:index:Cluster");
        const expected = {
            name: "inference-platform-prod",
            version: "1.36",
            authenticationMode: "API",
            endpointPrivateAccess: true,
            endpointPublicAccess: false,
            enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
            encryptionConfigKeyArn: run.one("aws:kms/key:Key", "cluster-secrets").outputs.arn,
            upgradePolicy: { supportType: "STANDARD" },
            deletionProtection: true,
            privateSubnetIds: run.one("awsx:ec2:Vpc").outputs.privateSubnetIds,
        };
        for (const [key, value] of Object.entries(expected)) {
            assert.deepEqual(inputs[key], value, key);
        }
        assert.equal("publicAccessCidrs" in inputs, false);
        assert.equal(protect, true);
    });

    it("brings no nodes, no security groups and no add-ons of the component's own", async () => {
        const { inputs } = (await simulateAws("prod")).one("eks:index:Cluster");
        assert.equal(inputs.skipDefaultNodeGroup, true);
        assert.equal(inputs.skipDefaultSecurityGroups, true);
        assert.equal(inputs.createInstanceRole, false);
        assert.equal(inputs.createOidcProvider, false);
        assert.equal(inputs.bootstrapSelfManagedAddons, false);
        assert.equal(inputs.useDefaultVpcCni, true);
        for (const options of ["kubeProxyAddonOptions", "corednsAddonOptions"]) {
            assert.equal((inputs[options] as { enabled: boolean }).enabled, false, options);
        }
    });

    it("has a log group with an end before EKS would make one without", async () => {
        const run = await simulateAws("prod");
        const logs = run.one("aws:cloudwatch/logGroup:LogGroup", "cluster-logs");
        assert.equal(logs.inputs.name, "/aws/eks/inference-platform-prod/cluster");
        assert.equal(logs.inputs.retentionInDays, 90);
        assert.ok(run.dependsOn(run.one("eks:index:Cluster"), logs));
    });

    it("makes administrators of the listed roles only", async () => {
        const role = "arn:aws:iam::111122223333:role/platform-admin";
        const run = await simulateAws("prod", { settings: ["people={}"] });
        const { inputs } = run.one("eks:index:Cluster");
        assert.deepEqual(inputs.accessEntries, {
            [role]: {
                principalArn: role,
                accessPolicies: {
                    admin: {
                        policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                        accessScope: { type: "cluster" },
                    },
                },
            },
        });
        assert.deepEqual(accessEntries([], "aws"), {});
    });

    it("lets people in as members of their groups, one entry per role, without a right of EKS's own", () => {
        const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
        const people = peopleSchema.parse({
            engineers: { role: role("ml"), may: "deploy", namespaces: ["ml-testing"] },
            readers: { role: role("ml"), may: "view" },
            support: { role: role("support") },
        });
        assert.deepEqual(peopleEntries(people), {
            [role("ml")]: {
                principalArn: role("ml"),
                kubernetesGroups: ["inference-platform:engineers", "inference-platform:readers"],
            },
            [role("support")]: { principalArn: role("support"), kubernetesGroups: ["inference-platform:support"] },
        });
    });

    it("makes no entry for the role that creates it: EKS makes that one, and refuses a second", async () => {
        const admin = "arn:aws:iam::111122223333:role/platform-admin";
        // The role that the simulated program runs under.
        const deployer = "arn:aws:iam::111122223333:role/deployer";
        const settings = [`cluster.adminRoles=["${deployer}", "${admin}"]`, `people={"team": {"role": "${deployer}"}}`];
        const run = await simulateAws("prod", { settings });
        const { inputs } = run.one("eks:index:Cluster");
        assert.deepEqual(Object.keys(inputs.accessEntries as object), [admin]);
        // Later updates by another administrator leave the entry alone too.
        assert.deepEqual(inputs.clusterTags, { "inference-platform/creator": deployer });
        assert.deepEqual(argumentFaults("eks:index:Cluster", { accessEntries: accessEntries([deployer], "aws") }), [
            `"accessEntries.*.principalArn" is "${deployer}": the specified access entry resource is already in use on this ` +
                "cluster (EKS API, CreateAccessEntry)",
        ]);
    });

    it("lets the networks listed reach its private endpoint, one rule each, and by default none", async () => {
        const settings = ['cluster.endpoint.privateCidrs=["10.20.0.0/16", "192.168.7.0/24"]'];
        const run = await simulateAws("prod", { settings });
        const group = run.one("eks:index:Cluster").outputs.clusterSecurityGroupId;
        const rules = (each: typeof run) =>
            each
                .all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
                .filter(({ inputs }) => inputs.securityGroupId === group)
                .map(({ name, inputs: { cidrIpv4, ipProtocol, fromPort, toPort } }) => [
                    name,
                    cidrIpv4,
                    ipProtocol,
                    fromPort,
                    toPort,
                ]);
        assert.deepEqual(rules(run), [
            ["cluster-api-10-20-0-0-16", "10.20.0.0/16", "tcp", 443, 443],
            ["cluster-api-192-168-7-0-24", "192.168.7.0/24", "tcp", 443, 443],
        ]);
        assert.deepEqual(rules(await simulateAws("dev")), []);
    });

    it("hands out its kubeconfig only as a secret", async () => {
        const run = await simulateAws("prod");
        const provider = run.one("pulumi:providers:kubernetes");
        assert.deepEqual(provider.secretInputs, [["kubeconfig"]]);
        assert.equal(provider.inputs.clusterIdentifier, "inference-platform-prod.us-west-2");
        for (const setting of ["enableServerSideApply", "enableConfigMapMutable", "enableSecretMutable"]) {
            assert.equal(String(provider.inputs[setting]), "true", setting);
        }
        const stack = run.one("pulumi:pulumi:Stack");
        assert.deepEqual(stack.secretOutputs, [["kubeconfig"]]);
        assert.match(String(run.run.outputs.kubeconfig), /"get-token"/);
    });
});

describe("the cluster of development", () => {
    it("opens its API server to the networks listed, and can be deleted", async () => {
        const { inputs, protect } = (await simulateAws("dev")).one("eks:index:Cluster");
        assert.deepEqual(
            [inputs.endpointPublicAccess, inputs.publicAccessCidrs, inputs.endpointPrivateAccess],
            [true, ["203.0.113.0/24"], true],
        );
        assert.deepEqual([inputs.deletionProtection, protect], [false, false]);
        assert.deepEqual(inputs.enabledClusterLogTypes, ["audit", "authenticator"]);
    });
});
