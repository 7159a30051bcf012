import { absent } from "../../model/read";
import { awsRule, isTrue } from "./resourceRule";

export const kmsRotation = awsRule({
    name: "aws-kms-rotation",
    description: "KMS keys rotate every year: key material that leaks then decrypts only older data.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Set enableKeyRotation: true.",
    link: "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
    wants: ["aws:kms/key:Key"],
    judge: ({ props }, report) => {
        // Only symmetric encryption keys can rotate.
        const symmetric = absent(props.customerMasterKeySpec) || props.customerMasterKeySpec === "SYMMETRIC_DEFAULT";
        if (symmetric && !isTrue(props.enableKeyRotation)) {
            report("enableKeyRotation", "is not true; write true");
        }
    },
});
