import type * as pulumi from "@pulumi/pulumi";
import { type Cloud } from "../cloud";
import { type NodeGroupFacts } from "../platform";
import { storageClassNames } from "./cluster/storageClasses";
import { type NodeServices } from "../kubernetes/networkPolicies";
import { alertTopics } from "./messaging/alertTopics";
import { queues } from "./messaging/queues";
import { route53 } from "./network/dns";
import { loadBalancers } from "./network/loadBalancers";
import { type NetworkAccess } from "./network/networkAccess";
import { nodeAutoscaler } from "./nodes/autoscaler";

export interface AwsCloudArgs {
    readonly stack: string;
    readonly region: string;
    readonly clusterName: pulumi.Input<string>;
    readonly network: Pick<NetworkAccess, "vpcId" | "loadBalancerSubnets">;
    readonly nodeGroups: readonly NodeGroupFacts[];
    /** Tags of cloud resources that controllers in the cluster create. */
    readonly tags: Readonly<Record<string, string>>;
}

/** AWS's services as programs in the cluster are told about them. */
export function awsCloud(args: AwsCloudArgs): Cloud {
    const { stack, region, network } = args;
    return {
        kubectl: "kubectl",
        nodeServices,
        storageClasses: storageClassNames,
        loadBalancers: loadBalancers({ ...args, vpcId: network.vpcId, subnets: network.loadBalancerSubnets }),
        dns: route53({ stack, region }),
        autoscaler: nodeAutoscaler(args),
        // Without `auth` the operator uses its own identity.
        secretStore: { provider: { aws: { service: "SecretsManager", region } } },
        queues,
        alertTopics,
    };
}

/**
 * The Pod Identity agent and the metadata service on every node. Sources: EKS user guide, Pod Identity agent setup; EC2 user
 * guide, instance metadata service.
 */
const nodeServices: NodeServices = {
    credentials: { cidr: "169.254.170.23/32", port: 80 },
    metadata: { cidr: "169.254.169.254/32" },
    // The private endpoint listens on the Service's own port.
    apiServerPort: 443,
};
