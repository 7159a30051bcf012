import { type RuleTable } from "../../types";
import { atMost, between, compactAtMost, matches, rule, tagRule } from "./vocabulary";

const name = (characters: number) =>
    matches(new RegExp(`^[\\w+=,.@-]{1,${characters}}$`), `1 to ${characters} letters, digits and _+=,.@-`);

/** Printable Latin letters. Source: IAM API, pattern of roleDescriptionType. */
const description = matches(/^[\t\n\r\u0020-\u007E\u00A1-\u00FF]{0,1000}$/, "at most 1000 printable Latin characters");

/** Sources: IAM API reference; IAM user guide, IAM and STS character limits. */
export const identityRules: RuleTable = {
    "aws:iam/role:Role": [
        rule("name", "IAM API, CreateRole", name(64)),
        rule("description", "IAM API, CreateRole", description),
        rule("maxSessionDuration", "IAM API, CreateRole", between(3600, 43_200)),
        rule("assumeRolePolicy", "IAM user guide, role trust policy length", compactAtMost(2048)),
        tagRule(),
    ],
    "aws:iam/rolePolicy:RolePolicy": [
        rule("name", "IAM API, PutRolePolicy", name(128)),
        rule("policy", "IAM user guide, inline policies of a role", compactAtMost(10_240)),
    ],
    "aws:iam/policy:Policy": [
        rule("name", "IAM API, CreatePolicy", name(128)),
        rule("description", "IAM API, CreatePolicy", atMost(1000)),
        rule("policy", "IAM user guide, managed policy length", compactAtMost(6144)),
        tagRule(),
    ],
    "aws:kms/key:Key": [
        rule("description", "KMS API, CreateKey", atMost(8192)),
        rule("deletionWindowInDays", "KMS API, ScheduleKeyDeletion", between(7, 30)),
        tagRule(),
    ],
    "aws:kms/alias:Alias": [
        rule(
            "name",
            "KMS API, CreateAlias",
            matches(
                /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/,
                "alias/ and at most 250 letters, digits and /_-, not below alias/aws/",
            ),
        ),
    ],
    "aws:secretsmanager/secret:Secret": [
        rule(
            "name",
            "Secrets Manager API, CreateSecret",
            matches(/^[A-Za-z0-9/_+=.@-]{1,512}$/, "1 to 512 letters, digits and /_+=.@-"),
        ),
        rule("description", "Secrets Manager API, CreateSecret", atMost(2048)),
        rule("recoveryWindowInDays", "Secrets Manager API, DeleteSecret", (value) =>
            value === 0 || (typeof value === "number" && value >= 7 && value <= 30)
                ? undefined
                : `is ${String(value)}: must be 0 or 7 to 30`,
        ),
        tagRule(),
    ],
};
