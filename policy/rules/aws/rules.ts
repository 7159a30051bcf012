import { type Rule } from "../../core/rule";
import { bucketEncryption } from "./bucketEncryption";
import { bucketPublicAccess } from "./bucketPublicAccess";
import { bucketReplication } from "./bucketReplication";
import { bucketTlsOnly } from "./bucketTlsOnly";
import { bucketVersioning } from "./bucketVersioning";
import { caches } from "./caches";
import { databases } from "./databases";
import { eksEndpoint } from "./eksEndpoint";
import { eksLogs } from "./eksLogs";
import { eksSecrets } from "./eksSecrets";
import { eksSupport } from "./eksSupport";
import { iamAdmin } from "./iamAdmin";
import { iamWildcards } from "./iamWildcards";
import { kmsRotation } from "./kmsRotation";
import { nodeGroupDisks } from "./nodeGroupDisks";
import { nodeGroupMetadata } from "./nodeGroupMetadata";
import { nodeGroupSize } from "./nodeGroupSize";
import { securityGroups } from "./securityGroups";

export const awsRules: readonly Rule[] = [
    bucketPublicAccess,
    bucketEncryption,
    bucketVersioning,
    bucketTlsOnly,
    bucketReplication,
    iamWildcards,
    iamAdmin,
    eksSecrets,
    eksLogs,
    eksEndpoint,
    eksSupport,
    nodeGroupMetadata,
    nodeGroupDisks,
    nodeGroupSize,
    databases,
    caches,
    kmsRotation,
    securityGroups,
];
