import { type TypeTable } from "../types";
import { databaseTypes } from "./databases";
import { ec2Types } from "./ec2";
import { edgeTypes } from "./edge";
import { eksTypes } from "./eks";
import { iamTypes } from "./iam";
import { kmsTypes } from "./kms";
import { observabilityTypes } from "./observability";
import { s3Types } from "./s3";

export const awsTypes: TypeTable = {
    ...databaseTypes,
    ...ec2Types,
    ...edgeTypes,
    ...eksTypes,
    ...iamTypes,
    ...kmsTypes,
    ...observabilityTypes,
    ...s3Types,
};
