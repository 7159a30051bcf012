import { obj } from "../../model/read";
import { bucketRule } from "./bucketRule";

export const bucketVersioning = bucketRule({
    name: "aws-bucket-versioning",
    description: "Buckets keep versions: objects that are overwritten or deleted by mistake can be restored.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Add a BucketVersioning with status Enabled, and lifecycle rules for old versions.",
    link: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    by: ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"],
    fulfils: ({ props }) => obj(props.versioningConfiguration)?.status === "Enabled",
    inline: ({ props }) => obj(props.versioning)?.enabled === true,
    finding: {
        path: "versioning",
        message: "the bucket keeps no versions; add a BucketVersioning with status Enabled",
    },
});
