import { list, obj, str } from "../../model/read";
import { clusterTypes, isComponent } from "./eks";
import { awsRule } from "./resourceRule";

export const eksSecrets = awsRule({
    name: "aws-eks-secrets",
    description:
        "Clusters encrypt Secrets with a KMS key of yours: reading them in a backup or from the disk then needs the key.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: 'Set encryptionConfigKeyArn (component), or encryptionConfig with resources ["secrets"].',
    link: "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
    wants: clusterTypes,
    judge: (subject, report) => {
        const { props } = subject;
        if (isComponent(subject)) {
            if (str(props.encryptionConfigKeyArn) === undefined) {
                report("encryptionConfigKeyArn", "is missing; name a KMS key");
            }
            return;
        }
        const config = obj(props.encryptionConfig);
        const named = str(obj(config?.provider)?.keyArn) !== undefined && list(config?.resources).includes("secrets");
        if (!named) {
            report("encryptionConfig", 'names no key for "secrets"; set provider.keyArn and resources');
        }
    },
});
