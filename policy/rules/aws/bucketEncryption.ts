import { list, obj } from "../../model/read";
import { bucketRule } from "./bucketRule";

export const bucketEncryption = bucketRule({
    name: "aws-bucket-encryption",
    description:
        "Buckets encrypt with KMS: reading then also requires access to the key, and every use of the key is logged.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Add a BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and a customer managed key.",
    link: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    by: [
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
    ],
    fulfils: ({ props }) => list(props.rules).some(usesKms),
    inline: ({ props }) => usesKms(obj(props.serverSideEncryptionConfiguration)?.rule),
    // S3 delivers access logs only to buckets with its own keys.
    notForLogs: true,
    finding: {
        path: "serverSideEncryptionConfiguration",
        message: `the bucket is not encrypted with KMS; add a BucketServerSideEncryptionConfiguration with sseAlgorithm "aws:kms"`,
    },
});

function usesKms(rule: unknown): boolean {
    const algorithm = obj(obj(rule)?.applyServerSideEncryptionByDefault)?.sseAlgorithm;
    return algorithm === "aws:kms" || algorithm === "aws:kms:dsse";
}
