import { absent } from "../../model/read";
import { awsRule, isTrue } from "./resourceRule";

const replicationGroup = "aws:elasticache/replicationGroup:ReplicationGroup";
const cacheCluster = "aws:elasticache/cluster:Cluster";

export const caches = awsRule({
    name: "aws-caches",
    description:
        "ElastiCache is encrypted at rest and in transit, in subnets that the stack chooses: by default it requires no authentication.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Set atRestEncryptionEnabled and transitEncryptionEnabled true, and a subnetGroupName.",
    link: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/encryption.html",
    wants: [replicationGroup, cacheCluster],
    judge: ({ key, props }, report) => {
        // A member of a replication group has its group's settings.
        if (key === cacheCluster && !absent(props.replicationGroupId)) {
            return;
        }
        // Only replication groups can be encrypted at rest.
        if (key === replicationGroup && !isTrue(props.atRestEncryptionEnabled)) {
            report("atRestEncryptionEnabled", "is not true; write true");
        }
        if (!isTrue(props.transitEncryptionEnabled)) {
            report("transitEncryptionEnabled", "is not true; write true");
        }
        if (absent(props.subnetGroupName)) {
            report("subnetGroupName", "is missing; set a subnet group of private subnets");
        }
    },
});
