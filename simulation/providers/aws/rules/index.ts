import { type RuleTable } from "../../types";
import { computeRules } from "./compute";
import { identityRules } from "./identity";
import { storageRules } from "./storage";

/** What AWS refuses of the arguments that programs pass, by type. */
export const awsRules: RuleTable = { ...computeRules, ...identityRules, ...storageRules };
