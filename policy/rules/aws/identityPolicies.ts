import { join, list, obj } from "../../model/read";
import { type Subject } from "../../model/subject";

/** Resources that carry policies of identities. In policies of resources (buckets, keys) `*` stands for the resource itself. */
export const identityPolicyTypes = [
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    "aws:iam/role:Role",
] as const;

/** Visits every policy document of a resource, with its path. */
export function eachDocument({ key, props }: Subject, visit: (document: unknown, path: string) => void): void {
    if (key !== "aws:iam/role:Role") {
        visit(props.policy, "policy");
        return;
    }
    list(props.inlinePolicies).forEach((policy, i) => {
        visit(obj(policy)?.policy, `${join("inlinePolicies", i)}.policy`);
    });
}
