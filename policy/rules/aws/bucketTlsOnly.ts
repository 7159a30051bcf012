import { obj, strings } from "../../model/read";
import { bucketRule } from "./bucketRule";
import { type Statement, statementsOf } from "./document";

export const bucketTlsOnly = bucketRule({
    name: "aws-bucket-tls-only",
    description: "Buckets reject requests without TLS: by default S3 also accepts plain HTTP.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: 'Add a bucket policy that denies s3:* to every principal when aws:SecureTransport is "false".',
    link: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
    by: ["aws:s3/bucketPolicy:BucketPolicy"],
    fulfils: ({ props }) => statementsOf(props.policy)?.some(deniesPlainHttp) === true,
    inline: ({ props }) => statementsOf(props.policy)?.some(deniesPlainHttp) === true,
    finding: {
        path: "policy",
        message: 'no bucket policy denies requests without TLS; deny s3:* when aws:SecureTransport is "false"',
    },
});

function deniesPlainHttp({ effect, actions, raw }: Statement): boolean {
    const everyPrincipal = raw.Principal === "*" || strings(obj(raw.Principal)?.AWS).includes("*");
    const secure = obj(obj(raw.Condition)?.Bool)?.["aws:SecureTransport"];
    const plain = secure === false || strings(secure).includes("false");
    return (
        effect === "Deny" && everyPrincipal && plain && actions.some((action) => action === "s3:*" || action === "*")
    );
}
