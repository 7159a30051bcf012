import { bucketRule } from "./bucketRule";

const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"] as const;

export const bucketPublicAccess = bucketRule({
    name: "aws-bucket-public-access",
    description: "No bucket can become public: models and training data are confidential.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation: "Add a BucketPublicAccessBlock for the bucket with all four settings true.",
    link: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    by: ["aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"],
    fulfils: ({ props }) => blocks.every((block) => props[block] === true),
    finding: {
        path: "bucket",
        message: `no BucketPublicAccessBlock blocks public access to the bucket; add one with ${blocks.join(", ")} true`,
    },
});
