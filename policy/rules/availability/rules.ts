import { type Rule } from "../../core/rule";
import { barePods } from "./barePods";
import { destinationRuleSubsets } from "./destinationRuleSubsets";
import { disruptionBudget } from "./disruptionBudget";
import { gracefulStop } from "./gracefulStop";
import { priorityClass } from "./priorityClass";
import { probes } from "./probes";
import { scaledObjectTargets } from "./scaledObjectTargets";
import { serviceTargets } from "./serviceTargets";
import { topologySpread } from "./topologySpread";
import { uniqueObjects } from "./uniqueObjects";

export const availabilityRules: readonly Rule[] = [
    probes,
    disruptionBudget,
    topologySpread,
    priorityClass,
    barePods,
    gracefulStop,
    serviceTargets,
    destinationRuleSubsets,
    scaledObjectTargets,
    uniqueObjects,
];
