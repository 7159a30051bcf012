import { dnsSuffix, regionalArn, type SimulatedAccount } from "../account";
import { capitals, ec2Id, given, hex, text, uuid } from "../naming";
import { type TypeTable } from "../types";
import { forcesNewInRegion } from "./facts";

/** Creation time of every simulated resource: fixed, so that two runs are equal. */
export const CREATED_AT = "2026-01-01T00:00:00Z";

/** Certificate authority data in the API's format: base64 of text that is not a valid certificate. */
export const CERTIFICATE_AUTHORITY = Buffer.from("simulated certificate authority").toString("base64");

/** URL of the API server of a simulated cluster. */
export function clusterEndpoint(seed: string, account: SimulatedAccount): string {
    return `https://${capitals(seed, 32)}.gr7.${account.region}.eks.${dnsSuffix(account.partition)}`;
}

/** Issuer of a simulated cluster's service account tokens, without scheme. */
export function oidcIssuer(seed: string, account: SimulatedAccount): string {
    return `oidc.eks.${account.region}.${dnsSuffix(account.partition)}/id/${capitals(seed, 32)}`;
}

export const eksTypes: TypeTable = {
    "aws:eks/cluster:Cluster": {
        autoName: { property: "name", maxLength: 100 },
        outputs: (resource, id) => ({
            arn: regionalArn(resource.account, "eks", `cluster/${id}`),
            certificateAuthority: { data: CERTIFICATE_AUTHORITY },
            clusterId: "",
            createdAt: CREATED_AT,
            endpoint: clusterEndpoint(resource.seed, resource.account),
            identities: [{ oidcs: [{ issuer: `https://${oidcIssuer(resource.seed, resource.account)}` }] }],
            platformVersion: "eks.1",
            status: "ACTIVE",
            vpcConfig: {
                ...given(resource.inputs, "vpcConfig", {}),
                clusterSecurityGroupId: ec2Id("sg", `${resource.seed}/cluster`),
            },
        }),
        replaceOn: forcesNewInRegion(
            "eks/cluster.go",
            "accessConfig.bootstrapClusterCreatorAdminPermissions",
            "bootstrapSelfManagedAddons",
            "kubernetesNetworkConfig.ipFamily",
            "kubernetesNetworkConfig.serviceIpv4Cidr",
            "name",
            "outpostConfig.controlPlaneInstanceType",
            "roleArn",
        ),
    },
    "aws:eks/nodeGroup:NodeGroup": {
        autoName: { property: "nodeGroupName", maxLength: 63 },
        id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "nodeGroupName")}`,
        outputs: ({ inputs, seed, account }) => {
            const name = text(inputs, "nodeGroupName");
            return {
                arn: regionalArn(account, "eks", `nodegroup/${text(inputs, "clusterName")}/${name}/${uuid(seed)}`),
                status: "ACTIVE",
                resources: [
                    { autoscalingGroups: [{ name: `eks-${name}-${uuid(seed)}` }], remoteAccessSecurityGroupId: "" },
                ],
            };
        },
        replaceOn: forcesNewInRegion(
            "eks/node_group.go",
            "amiType",
            "capacityType",
            "clusterName",
            "diskSize",
            "instanceTypes",
            "launchTemplate.id",
            "launchTemplate.name",
            "nodeGroupName",
            "nodeGroupNamePrefix",
            "nodeRoleArn",
            "remoteAccess",
            "subnetIds",
        ),
    },
    "aws:eks/addon:Addon": {
        id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "addonName")}`,
        outputs: ({ inputs, seed, account }) => ({
            arn: regionalArn(
                account,
                "eks",
                `addon/${text(inputs, "clusterName")}/${text(inputs, "addonName")}/${uuid(seed)}`,
            ),
            addonVersion: given(inputs, "addonVersion", "v1.0.0-eksbuild.1"),
            configurationValues: given(inputs, "configurationValues", ""),
            createdAt: CREATED_AT,
            modifiedAt: CREATED_AT,
        }),
        replaceOn: forcesNewInRegion("eks/addon.go", "addonName", "clusterName"),
    },
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
        id: ({ seed }) => `a-${hex(seed, 17)}`,
        outputs: ({ inputs, account }, id) => ({
            associationArn: regionalArn(account, "eks", `podidentityassociation/${text(inputs, "clusterName")}/${id}`),
            associationId: id,
            disableSessionTags: given(inputs, "disableSessionTags", false),
        }),
        replaceOn: forcesNewInRegion("eks/pod_identity_association.go", "clusterName", "namespace", "serviceAccount"),
    },
    "aws:eks/accessEntry:AccessEntry": {
        id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "principalArn")}`,
        outputs: ({ inputs, seed, account }) => ({
            accessEntryArn: regionalArn(account, "eks", `access-entry/${text(inputs, "clusterName")}/${uuid(seed)}`),
            userName: given(inputs, "userName", text(inputs, "principalArn")),
            createdAt: CREATED_AT,
            modifiedAt: CREATED_AT,
        }),
        replaceOn: forcesNewInRegion("eks/access_entry.go", "clusterName", "principalArn", "type"),
    },
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
        id: ({ inputs }) =>
            ["clusterName", "principalArn", "policyArn"].map((property) => text(inputs, property)).join("#"),
        outputs: () => ({ associatedAt: CREATED_AT, modifiedAt: CREATED_AT }),
        replaceOn: forcesNewInRegion(
            "eks/access_policy_association.go",
            "accessScope",
            "clusterName",
            "policyArn",
            "principalArn",
        ),
    },
};
