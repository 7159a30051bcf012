import { accountOf, regionalArn, globalArn } from "./account";
import { CERTIFICATE_AUTHORITY, clusterEndpoint, oidcIssuer } from "./aws/eks";
import { forcesNew } from "./aws/facts";
import { ec2Id, given, generatedName, text, uuid } from "./naming";
import { type Properties, type SimulatedResource, type TypeTable } from "./types";

/** The components of `@pulumi/eks`, with outputs in the shape of their TypeScript types. */
export const eksComponentTypes: TypeTable = {
    "eks:index:Cluster": {
        remote: true,
        outputs: clusterOutputs,
        // Of the aws.eks.Cluster inside: the key cannot be removed, and the cluster cannot move to another network.
        replaceOn: forcesNew(
            "eks/cluster.go",
            "bootstrapSelfManagedAddons",
            "encryptionConfigKeyArn",
            "ipFamily",
            "kubernetesServiceIpAddressRange",
            "name",
            "serviceRole",
            "vpcId",
        ),
    },
    "eks:index:ManagedNodeGroup": {
        remote: true,
        outputs: ({ inputs, name, seed, account }) => {
            const nodeGroupName = text(inputs, "nodeGroupName", generatedName(name, seed));
            return {
                nodeGroup: {
                    id: nodeGroupName,
                    nodeGroupName,
                    arn: regionalArn(account, "eks", `nodegroup/${nodeGroupName}/${uuid(seed)}`),
                    resources: [{ autoscalingGroups: [{ name: `eks-${nodeGroupName}-${uuid(seed)}` }] }],
                },
                placementGroupName: "",
            };
        },
    },
    "eks:index:Addon": { remote: true },
    "eks:index:VpcCniAddon": { remote: true },
};

/** Physical name of a component's cluster: set by the program, or generated from the name of the child resource. */
function clusterName({ inputs, name, seed }: SimulatedResource): string {
    return text(inputs, "name", generatedName(`${name}-eksCluster`, seed));
}

function clusterOutputs(resource: SimulatedResource): Properties {
    const { inputs, seed } = resource;
    const account = accountOf(inputs, resource.account);
    const name = clusterName(resource);
    const endpoint = clusterEndpoint(seed, account);
    const issuer = oidcIssuer(seed, account);
    const securityGroupId = ec2Id("sg", `${seed}/cluster`);
    const subnetIds = [
        ...given<string[]>(inputs, "subnetIds", []),
        ...given<string[]>(inputs, "publicSubnetIds", []),
        ...given<string[]>(inputs, "privateSubnetIds", []),
    ];
    const kubeconfig = kubeconfigOf(name, endpoint, account.region);
    const withoutGroups = inputs.skipDefaultSecurityGroups === true;
    return {
        kubeconfig,
        kubeconfigJson: JSON.stringify(kubeconfig),
        clusterSecurityGroupId: withoutGroups ? securityGroupId : ec2Id("sg", `${seed}/eksClusterSecurityGroup`),
        nodeSecurityGroupId: withoutGroups ? securityGroupId : ec2Id("sg", `${seed}/nodeSecurityGroup`),
        clusterIngressRuleId: withoutGroups ? "" : ec2Id("sgrule", seed),
        instanceRoles: [],
        oidcIssuer: issuer,
        oidcProviderUrl: `https://${issuer}`,
        oidcProviderArn: globalArn(account, "iam", `oidc-provider/${issuer}`),
        autoModeNodeRoleName: "",
        defaultNodeGroupAsgName: "",
        fargateProfileId: "",
        fargateProfileStatus: "",
        core: {
            endpoint,
            vpcId: text(inputs, "vpcId"),
            subnetIds,
            publicSubnetIds: given(inputs, "publicSubnetIds", []),
            privateSubnetIds: given(inputs, "privateSubnetIds", []),
            instanceRoles: [],
            kubeconfig,
            tags: given(inputs, "tags", {}),
        },
        eksCluster: {
            id: name,
            name,
            arn: regionalArn(account, "eks", `cluster/${name}`),
            endpoint,
            version: text(inputs, "version"),
            certificateAuthority: { data: CERTIFICATE_AUTHORITY },
            identities: [{ oidcs: [{ issuer: `https://${issuer}` }] }],
            vpcConfig: { clusterSecurityGroupId: securityGroupId, subnetIds, vpcId: text(inputs, "vpcId") },
        },
    };
}

/** The kubeconfig that the component generates: credentials come from the `aws` CLI, so it holds no secret. */
function kubeconfigOf(cluster: string, endpoint: string, region: string): Properties {
    return {
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            { name: "kubernetes", cluster: { server: endpoint, "certificate-authority-data": CERTIFICATE_AUTHORITY } },
        ],
        contexts: [{ name: "aws", context: { cluster: "kubernetes", user: "aws" } }],
        "current-context": "aws",
        users: [
            {
                name: "aws",
                user: {
                    exec: {
                        apiVersion: "client.authentication.k8s.io/v1beta1",
                        command: "aws",
                        args: ["--region", region, "eks", "get-token", "--cluster-name", cluster],
                        env: [
                            {
                                name: "KUBERNETES_EXEC_INFO",
                                value: '{"apiVersion": "client.authentication.k8s.io/v1beta1"}',
                            },
                        ],
                    },
                },
            },
        ],
    };
}
