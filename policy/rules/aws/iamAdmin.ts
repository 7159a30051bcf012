import { join, strings } from "../../model/read";
import { awsRule } from "./resourceRule";

/** Managed policies that are, or lead to, full control of the account. */
const adminPolicies = ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"];

export const iamAdmin = awsRule({
    name: "aws-iam-admin",
    description: "No identity of the stack is an administrator: a compromised pod or node would control the account.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation: "Attach a policy that lists only the permissions that are needed.",
    link: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    wants: [
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/userPolicyAttachment:UserPolicyAttachment",
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "aws:iam/policyAttachment:PolicyAttachment",
        "aws:iam/role:Role",
    ],
    judge: ({ key, props }, report) => {
        if (key !== "aws:iam/role:Role") {
            judgeArn(props.policyArn, "policyArn", report);
            return;
        }
        strings(props.managedPolicyArns).forEach((arn, i) => {
            judgeArn(arn, join("managedPolicyArns", i), report);
        });
    },
});

function judgeArn(arn: unknown, path: string, report: (path: string, text: string) => void): void {
    const name = typeof arn === "string" ? arn.slice(arn.lastIndexOf("/") + 1) : "";
    if (adminPolicies.includes(name)) {
        report(path, `attaches ${name}; attach a policy that names what is needed`);
    }
}
