import { list, obj } from "../../model/read";
import { bucketRule, tagsOf } from "./bucketRule";

/** Tag that marks a bucket whose loss would stop serving in every region. */
const marker = "inference-platform/replicated";

export const bucketReplication = bucketRule({
    name: "aws-bucket-replication",
    description:
        "Buckets with the replication tag are replicated to another region: otherwise the loss of a region loses their data.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: `Add a BucketReplicationConfig with an enabled rule, or remove the tag ${marker}.`,
    link: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html",
    by: ["aws:s3/bucketReplicationConfig:BucketReplicationConfig"],
    needed: (bucket) => tagsOf(bucket)[marker] === "true",
    fulfils: ({ props }) => list(props.rules).some((rule) => obj(rule)?.status === "Enabled"),
    inline: ({ props }) =>
        list(obj(props.replicationConfiguration)?.rules).some((rule) => obj(rule)?.status === "Enabled"),
    finding: {
        path: "tags",
        message: `the bucket is tagged ${marker} and has no enabled replication; add a BucketReplicationConfig`,
    },
});
