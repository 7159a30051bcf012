import { logRetentionDays } from "../../../../config/logRetention";
import { bucketNamePattern } from "../../../../config/modelStore";
import { type RuleTable } from "../../types";
import { given } from "../../naming";
import { between, matches, oneOf, rule, shown, tagRule } from "./vocabulary";

/** A first letter, then letters, digits and single dashes, none at the end. Source: RDS API, CreateDBInstance. */
const identifier = (characters: number) =>
    matches(
        new RegExp(`^(?=.{1,${characters}}$)[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$`),
        `a letter, then letters, digits and single dashes, at most ${characters}, not ending with a dash`,
    );

export const storageRules: RuleTable = {
    "aws:s3/bucket:Bucket": [
        rule(
            "bucket",
            "S3 user guide, general purpose bucket naming rules",
            matches(bucketNamePattern, "3 to 63 lower-case letters, digits, dashes and single dots"),
        ),
        tagRule(),
    ],
    "aws:rds/instance:Instance": [
        rule("identifier", "RDS API, CreateDBInstance", identifier(63)),
        rule("finalSnapshotIdentifier", "RDS API, DeleteDBInstance", identifier(255)),
        rule(
            "dbName",
            "RDS API, CreateDBInstance",
            matches(/^[A-Za-z_]\w{0,62}$/, "a letter, then letters, digits and underscores, at most 63"),
        ),
        rule(
            "username",
            "RDS API, CreateDBInstance",
            matches(/^[A-Za-z]\w{0,62}$/, "a letter, then letters, digits and underscores, at most 63"),
        ),
        rule("backupRetentionPeriod", "RDS API, CreateDBInstance", between(0, 35)),
        rule("allocatedStorage", "RDS user guide, gp3 storage", between(20, 65_536)),
        rule("maxAllocatedStorage", "RDS user guide, storage autoscaling", (value, inputs) => {
            const least = Math.ceil((given(inputs, "allocatedStorage", 0) * 11) / 10);
            return typeof value === "number" && value < least
                ? `is ${shown(value)}: must be at least 10 % more than allocatedStorage, ${least}`
                : undefined;
        }),
        tagRule(),
    ],
    "aws:rds/subnetGroup:SubnetGroup": [tagRule()],
    "aws:rds/parameterGroup:ParameterGroup": [
        rule("name", "RDS API, CreateDBParameterGroup", identifier(255)),
        tagRule(),
    ],
    "aws:elasticache/replicationGroup:ReplicationGroup": [
        rule("replicationGroupId", "ElastiCache API, CreateReplicationGroup", identifier(40)),
        // The value stays out of the message: it is a password.
        rule("authToken", "ElastiCache user guide, AUTH", (value) =>
            typeof value === "string" && /^[!#-.0-?A-~]{16,128}$/.test(value)
                ? undefined
                : 'is not a valid password: must be 16 to 128 printable characters without ", / and @',
        ),
        rule("snapshotRetentionLimit", "ElastiCache API, CreateReplicationGroup", between(0, 35)),
        tagRule(),
    ],
    "aws:elasticache/subnetGroup:SubnetGroup": [tagRule()],
    "aws:cloudwatch/logGroup:LogGroup": [
        rule(
            "name",
            "CloudWatch Logs API, CreateLogGroup",
            matches(/^[.\-_/#A-Za-z0-9]{1,512}$/, "1 to 512 letters, digits and .-_/#"),
        ),
        rule("retentionInDays", "CloudWatch Logs API, PutRetentionPolicy", oneOf(0, ...logRetentionDays)),
        tagRule(),
    ],
};
