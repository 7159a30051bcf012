import { type KubeObject } from "../../integration/cluster/types";
import { workloadOf } from "../names";
import { groupsOf, type RuleGroup } from "./configuration";

/**
 * The objects without rules whose results nothing here reads. With all alerts and objectives of a hundred trials Prometheus takes
 * more of two cores than the controllers that are tried.
 *
 * @param unwatched workloads of which only the series matter that their other objects ask for, such as triggers and
 * measurements: of these, every other group of rules is left out
 */
export function withNeededRules(objects: readonly KubeObject[], unwatched: ReadonlySet<string>): KubeObject[] {
    const isUnwatchedRule = (object: KubeObject): boolean =>
        object.kind === "PrometheusRule" && unwatched.has(workloadOf(object));
    const asked = new Map<string, Set<string>>();
    for (const object of objects.filter((each) => unwatched.has(workloadOf(each)) && !isUnwatchedRule(each))) {
        const of = asked.get(workloadOf(object)) ?? new Set();
        asked.set(workloadOf(object), recordsIn(object["spec"], of));
    }
    return objects.map((object) => {
        if (!isUnwatchedRule(object)) {
            return object;
        }
        return {
            ...object,
            spec: { groups: neededGroups(groupsOf(object), asked.get(workloadOf(object)) ?? new Set()) },
        };
    });
}

/** The groups that record what is asked for, and what these ask for themselves. */
function neededGroups(groups: readonly RuleGroup[], asked: ReadonlySet<string>): readonly RuleGroup[] {
    const needed = groups.filter(({ rules }) => rules.some(({ record = "" }) => asked.has(record)));
    const further = recordsIn(needed, new Set(asked));
    return further.size === asked.size ? needed : neededGroups(groups, further);
}

/** Adds names of recorded series, which have colons between words, to those that are known. */
function recordsIn(value: unknown, known: Set<string>): Set<string> {
    for (const [name] of JSON.stringify(value ?? null).matchAll(/\b[a-z_]+(?::\w+)+/g)) {
        known.add(name);
    }
    return known;
}
