import { z } from "zod";
import { join } from "../../model/read";
import { each, rule } from "../../core/rule";
import { isNarrowed, leavesResourceOpen } from "./arns";
import { statementsOf } from "./document";
import { eachDocument, identityPolicyTypes } from "./identityPolicies";

/**
 * Actions that IAM cannot narrow to a resource, as patterns. Source: Service Authorization Reference, actions whose
 * resource column is empty.
 */
const unnarrowable = [
    "^autoscaling:Describe",
    "^cloudwatch:(Describe|Get|List|PutMetricData)",
    "^ec2:(Describe|GetInstanceTypesFromInstanceRequirements|GetSecurityGroupsForVpc)",
    "^ecr:GetAuthorizationToken$",
    "^eks:(DescribeAddonVersions|ListClusters)$",
    "^elasticloadbalancing:Describe",
    "^iam:List",
    "^logs:DescribeLogGroups$",
    "^pricing:",
    "^route53:(ListHostedZones|ListHostedZonesByName|GetChange)$",
    "^s3:ListAllMyBuckets$",
    "^secretsmanager:(ListSecrets|BatchGetSecretValue|GetRandomPassword)$",
    "^sts:GetCallerIdentity$",
    "^tag:Get",
    "^xray:Put",
];

export const iamWildcards = rule({
    name: "aws-iam-wildcards",
    group: "aws",
    description:
        "IAM policies of identities list actions and resources: a wildcard grants more than intended, now or after the next AWS release.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation:
        "List the actions, and name resources by ARN; a wildcard is allowed at the end of a path, not in place of a resource.",
    link: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    scope: "resource",
    wants: identityPolicyTypes,
    options: z.strictObject({
        unnarrowableActions: z
            .array(z.string().refine(isPattern, { error: "must be a regular expression" }))
            .default(unnarrowable)
            .describe("Actions, as regular expressions, that IAM cannot narrow to a resource"),
    }),
    begin: (run) => {
        const patterns = run.options.unnarrowableActions.map((pattern) => new RegExp(pattern));
        return each<typeof run.options>((subject) => {
            eachDocument(subject, (document, path) => {
                statementsOf(document)?.forEach((statement, i) => {
                    if (statement.effect !== "Allow") {
                        return;
                    }
                    const at = join(`${path}.Statement`, i);
                    const report = (key: string, text: string, values: readonly string[] = []) => {
                        run.report(subject, { path: `${at}.${key}`, message: `"${at}.${key}" ${text}`, values });
                    };
                    for (const key of ["NotAction", "NotResource"] as const) {
                        if (statement.raw[key] !== undefined) {
                            report(key, "allows everything except what it lists; use Action and Resource");
                        }
                    }
                    const wide = statement.actions.filter((action) => /[*?]/.test(action));
                    if (wide.length > 0) {
                        report("Action", `holds ${wide.join(", ")}; list the actions`, wide);
                    }
                    const narrowed = isNarrowed(statement.raw);
                    const everything = statement.resources.filter(
                        (resource) => leavesResourceOpen(resource) && !(narrowed && resource.startsWith("arn:")),
                    );
                    const narrowable = statement.actions.filter(
                        (action) => !patterns.some((pattern) => pattern.test(action)),
                    );
                    if (everything.length > 0 && narrowable.length > 0) {
                        const text = `is ${everything.join(", ")} for ${narrowable.join(", ")}; list the resources`;
                        report("Resource", text, everything);
                    }
                });
            });
        })(run);
    },
});

function isPattern(text: string): boolean {
    try {
        new RegExp(text);
        return true;
    } catch {
        return false;
    }
}
