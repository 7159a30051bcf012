import { type RuleTable, type TypeTable } from "../types";
import { databaseTypes } from "./databases";
import { ec2Types } from "./ec2";
import { ecrTypes } from "./ecr";
import { edgeTypes } from "./edge";
import { eksTypes } from "./eks";
import { iamTypes } from "./iam";
import { kmsTypes } from "./kms";
import { observabilityTypes } from "./observability";
import { alarmRules } from "./rules/alarms";
import { computeRules } from "./rules/compute";
import { identityRules } from "./rules/identity";
import { registryRules } from "./rules/registry";
import { storageRules } from "./rules/storage";
import { s3Types } from "./s3";

export const awsTypes: TypeTable = {
    ...databaseTypes,
    ...ec2Types,
    ...ecrTypes,
    ...edgeTypes,
    ...eksTypes,
    ...iamTypes,
    ...kmsTypes,
    ...observabilityTypes,
    ...s3Types,
};

/** What AWS rejects in the arguments of a resource, by type. */
export const awsRules: RuleTable = {
    ...alarmRules,
    ...computeRules,
    ...identityRules,
    ...registryRules,
    ...storageRules,
};
