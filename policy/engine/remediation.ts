import { type ResourceValidationArgs } from "@pulumi/policy";
import { utcDay, verdictOn } from "../core/exemptions";
import { isObj } from "../model/read";
import { subjectsOf, workloadIndex } from "../model/subject";
import { workloadKinds } from "../model/workloads";
import { type Mutable } from "../core/remediate";
import { type Rule } from "../core/rule";
import { type RuleConfig } from "../core/settings";
import { ruleNames } from "../rules";
import { resourceOf } from "./resources";

/**
 * The resource's properties after a rule's fix, or `undefined` when there is nothing to fix. The engine's own object is
 * changed, not a copy: its proxies keep secrets secret, and throw at what is not known yet.
 */
export function remediated(rule: Rule, config: RuleConfig, args: ResourceValidationArgs): Mutable | undefined {
    const { workloadKinds: further } = config.options;
    const [subject, ...others] = subjectsOf(resourceOf(args), workloadIndex([...workloadKinds, ...further]));
    const [pod, ...otherPods] = subject?.pods ?? [];
    if (subject === undefined || pod === undefined || others.length > 0 || otherPods.length > 0) {
        return undefined;
    }
    if (verdictOn(rule.name, config.options, subject, {}, { today: utcDay(), ruleNames }).exempted !== undefined) {
        return undefined;
    }
    const props = args.props as Mutable;
    let holder: unknown = props;
    for (const step of pod.path === "" ? [] : pod.path.split(".")) {
        holder = isObj(holder) ? holder[step] : undefined;
    }
    const spec = isObj(holder) ? holder.spec : undefined;
    return isObj(spec) && rule.remediate?.(spec) === true ? props : undefined;
}
