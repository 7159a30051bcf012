import { type Rule } from "../rule";
import { requestsAndLimits } from "./requestsAndLimits";

export const limitsRules: readonly Rule[] = [requestsAndLimits];
