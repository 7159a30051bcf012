import {
    type PolicyConfigSchema,
    type ReportViolation,
    type ResourceValidationArgs,
    type ResourceValidationPolicy,
    type StackValidationPolicy,
} from "@pulumi/policy";
import { z } from "zod";
import { optionsSchema, resolveConfig } from "../core/settings";
import { type JudgedResource, type NotEvaluated, type Violation } from "../model/resource";
import { UNKNOWN } from "../model/unknown";
import { type Rule } from "../core/rule";
import { type ActiveRule, type Listener, readerOf, Session } from "../core/session";
import { utcDay } from "../core/exemptions";
import { ruleNames } from "../rules";
import { remediated } from "./remediation";
import { isLeftToItsParts, resourceOf, stackResourceOf } from "./resources";
import { UnknownValueError } from "./unknownValueError";

/** A rule in the form in which the Pulumi engine runs it. */
export function enginePolicy(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
    const metadata = {
        name: rule.name,
        description: rule.description,
        enforcementLevel: rule.enforcementLevel,
        severity: rule.severity,
        tags: [rule.group, ...(rule.podSecurityLevel === undefined ? [] : [rule.podSecurityLevel])],
        remediationSteps: rule.remediation,
        url: rule.link,
        configSchema: configSchema(rule),
    };
    const configOf = configReader(rule);
    const remediate =
        rule.remediate === undefined
            ? {}
            : {
                  remediateResource: (args: ResourceValidationArgs) => {
                      const { config, reads } = configOf(args.getConfig());
                      return reads(args.type) ? remediated(rule, config, args) : undefined;
                  },
              };
    return rule.scope === "resource"
        ? {
              ...metadata,
              ...remediate,
              validateResource: (args, report) => {
                  const active = configOf(args.getConfig());
                  if (active.reads(args.type) && !isLeftToItsParts(args)) {
                      judge(active, [resourceOf(args)], report, () => undefined);
                  }
              },
          }
        : {
              ...metadata,
              ...remediate,
              validateStack: (args, report) => {
                  const active = configOf(args.getConfig());
                  const read = args.resources.filter(({ type }) => active.reads(type));
                  judge(active, read.map(stackResourceOf), report, (urn) => urn);
              },
          };
}

/** The engine validates configuration by JSON Schema, from the same source as all other callers. */
function configSchema(rule: Rule): PolicyConfigSchema {
    const { properties } = z.toJSONSchema(optionsSchema(rule), { io: "input" });
    return { properties: (properties ?? {}) as PolicyConfigSchema["properties"] };
}

/** A rule that is ready to judge, and the types that it reads: the engine hands over each resource to each rule. */
interface ReadyRule extends ActiveRule {
    readonly reads: (type: string) => boolean;
}

/** The engine hands over the same options with every resource; they are checked once. */
function configReader(rule: Rule): (options: object) => ReadyRule {
    let last: { readonly key: string; readonly active: ReadyRule } | undefined;
    return (options) => {
        const key = JSON.stringify(options);
        if (last?.key !== key) {
            const config = resolveConfig([rule], { [rule.name]: { ...options } }).get(rule);
            if (config === undefined) {
                throw new Error(`Rule "${rule.name}" has no configuration`);
            }
            last = { key, active: { rule, config, reads: readerOf({ rule, config }) } };
        }
        return last.active;
    };
}

function judge(
    active: ActiveRule,
    resources: readonly JudgedResource[],
    report: ReportViolation,
    urnOf: (urn: string) => string | undefined,
): void {
    const unknown: NotEvaluated[] = [];
    const listener: Listener = {
        violation: (violation) => {
            report(text(violation), urnOf(violation.urn));
        },
        notEvaluated: (entry) => unknown.push(entry),
    };
    const session = new Session([active], listener, { today: utcDay(), ruleNames });
    resources.forEach((resource) => {
        session.index(resource);
    });
    resources.forEach((resource) => {
        session.see(resource);
    });
    session.end();
    const [first, ...others] = unknown;
    if (first !== undefined) {
        // The engine reports this error as an advisory of its own: not judged, and not passed either.
        const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
        throw new UnknownValueError(UNKNOWN, [`${first.object?.name ?? first.name}: ${first.path}${more}`]);
    }
}

function text({ object, message }: Violation): string {
    return object === undefined ? message : `${object.kind} "${object.name}": ${message}`;
}
