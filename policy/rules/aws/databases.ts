import { awsRule, isTrue } from "./resourceRule";

const instance = "aws:rds/instance:Instance";
const cluster = "aws:rds/cluster:Cluster";
const clusterInstance = "aws:rds/clusterInstance:ClusterInstance";

export const databases = awsRule({
    name: "aws-databases",
    description: "RDS databases are encrypted and not publicly accessible.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation: "Set storageEncrypted: true and publiclyAccessible: false.",
    link: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_BestPractices.Security.html",
    wants: [instance, cluster, clusterInstance],
    judge: ({ key, props }, report) => {
        // A replica, and an instance of a cluster, has its source's encryption.
        const own =
            key !== clusterInstance && props.replicateSourceDb === undefined && props.snapshotIdentifier === undefined;
        if (own && !isTrue(props.storageEncrypted)) {
            report("storageEncrypted", "is not true; write true");
        }
        if (key !== cluster && isTrue(props.publiclyAccessible)) {
            report("publiclyAccessible", "is true; write false");
        }
    },
});
