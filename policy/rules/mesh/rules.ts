import { type Rule } from "../../core/rule";
import { authorizationDefaultDeny } from "./authorizationDefaultDeny";
import { authorizationPrincipals } from "./authorizationPrincipals";
import { conflictingRoutes } from "./conflictingRoutes";
import { destinationRuleTls } from "./destinationRuleTls";
import { gatewayTls } from "./gatewayTls";
import { namespaceInjects } from "./namespaceInjects";
import { noOptOut } from "./noOptOut";
import { noPermissive } from "./noPermissive";
import { publicAdminPath } from "./publicAdminPath";
import { sharedTcpPort } from "./sharedTcpPort";
import { strictRoot } from "./strictRoot";

export const meshRules: readonly Rule[] = [
    strictRoot,
    noPermissive,
    destinationRuleTls,
    namespaceInjects,
    noOptOut,
    authorizationDefaultDeny,
    authorizationPrincipals,
    gatewayTls,
    publicAdminPath,
    conflictingRoutes,
    sharedTcpPort,
];
