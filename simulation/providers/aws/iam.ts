import { globalArn } from "../account";
import { capitals, given, hex, text } from "../naming";
import { type SimulatedResource, type TypeTable } from "../types";
import { CREATED_AT } from "./eks";
import { forcesNew } from "./facts";

/** ARN of an IAM resource with a path: `role/`, `policy/`, `instance-profile/`. */
function arn({ inputs, account }: SimulatedResource, kind: string): string {
    return globalArn(account, "iam", `${kind}${text(inputs, "path", "/")}${text(inputs, "name")}`);
}

export const iamTypes: TypeTable = {
    "aws:iam/role:Role": {
        autoName: { property: "name", maxLength: 64 },
        outputs: (resource) => ({
            arn: arn(resource, "role"),
            createDate: CREATED_AT,
            uniqueId: `AROA${capitals(resource.seed, 17)}`,
            maxSessionDuration: given(resource.inputs, "maxSessionDuration", 3600),
            path: given(resource.inputs, "path", "/"),
        }),
        replaceOn: forcesNew("iam/role.go", "name", "namePrefix", "path"),
    },
    "aws:iam/rolePolicy:RolePolicy": {
        autoName: { property: "name", maxLength: 128 },
        id: ({ inputs }) => `${text(inputs, "role")}:${text(inputs, "name")}`,
        replaceOn: forcesNew("iam/role_policy.go", "name", "namePrefix", "role"),
    },
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
        id: ({ inputs, seed }) => `${text(inputs, "role")}-${hex(seed, 26)}`,
        replaceOn: forcesNew("iam/role_policy_attachment.go", "policyArn", "role"),
    },
    "aws:iam/policy:Policy": {
        autoName: { property: "name", maxLength: 128 },
        id: (resource) => arn(resource, "policy"),
        outputs: (resource, id) => ({
            arn: id,
            attachmentCount: 0,
            path: given(resource.inputs, "path", "/"),
            policyId: `ANPA${capitals(resource.seed, 17)}`,
        }),
        replaceOn: forcesNew("iam/policy.go", "description", "name", "namePrefix", "path"),
    },
    "aws:iam/instanceProfile:InstanceProfile": {
        autoName: { property: "name", maxLength: 128 },
        outputs: (resource) => ({
            arn: arn(resource, "instance-profile"),
            createDate: CREATED_AT,
            uniqueId: `AIPA${capitals(resource.seed, 17)}`,
        }),
        replaceOn: forcesNew("iam/instance_profile.go", "name", "namePrefix", "path"),
    },
};
