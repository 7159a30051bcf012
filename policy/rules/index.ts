import { availabilityRules } from "./availability/rules";
import { awsRules } from "./aws/rules";
import { imagesRules } from "./images/rules";
import { limitsRules } from "./limits/rules";
import { meshRules } from "./mesh/rules";
import { networkRules } from "./network/rules";
import { podSecurityRules } from "./pod-security/rules";
import { type Rule } from "../core/rule";

/** Every rule of the pack, in the order in which they are documented. */
export const allRules: readonly Rule[] = [
    ...podSecurityRules,
    ...limitsRules,
    ...meshRules,
    ...networkRules,
    ...imagesRules,
    ...availabilityRules,
    ...awsRules,
];

export const ruleNames: ReadonlySet<string> = new Set(allRules.map(({ name }) => name));
