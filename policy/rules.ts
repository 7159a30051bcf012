import { requestsAndLimits } from "./limits/requestsAndLimits";
import { strictRoot } from "./mesh/strictRoot";
import { namespaceLevel } from "./pod-security/namespaceLevel";
import { type Rule } from "./rule";

/** Every rule of the pack, in the order in which they are documented. */
export const allRules: readonly Rule[] = [namespaceLevel, requestsAndLimits, strictRoot];
