import { list, obj, str } from "../../model/read";
import { clusterTypes, isComponent } from "./eks";
import { awsRule } from "./resourceRule";

export const eksSecrets = awsRule({
    name: "aws-eks-secrets",
    description:
        "Clusters encrypt Secrets with a customer managed KMS key: reading them from a backup or a disk then requires the key.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: 'Set encryptionConfigKeyArn (component), or encryptionConfig with resources ["secrets"].',
    link: "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
    wants: clusterTypes,
    judge: (subject, report) => {
        const { props } = subject;
        if (isComponent(subject)) {
            if (str(props.encryptionConfigKeyArn) === undefined) {
                report("encryptionConfigKeyArn", "is missing; set a KMS key");
            }
            return;
        }
        const config = obj(props.encryptionConfig);
        const named = str(obj(config?.provider)?.keyArn) !== undefined && list(config?.resources).includes("secrets");
        if (!named) {
            report("encryptionConfig", 'has no key for "secrets"; set provider.keyArn and resources');
        }
    },
});
