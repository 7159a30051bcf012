import {
    type PolicyConfigSchema,
    type ReportViolation,
    type ResourceValidationArgs,
    type ResourceValidationPolicy,
    type StackValidationArgs,
    type StackValidationPolicy,
} from "@pulumi/policy";
import { z } from "zod";
import { optionsSchema, resolveConfig } from "../settings";
import { type JudgedResource, type NotEvaluated, type Violation } from "../model/resource";
import { subjectsOf, workloadIndex } from "../model/subject";
import { UNKNOWN } from "../model/unknown";
import { workloadKinds } from "../model/workloads";
import { type CommonOptions, type Rule } from "../rule";
import { type ActiveRule, Session } from "../session";
import { plain } from "./plain";
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
    const remediate =
        rule.remediate === undefined
            ? {}
            : { remediateResource: (args: ResourceValidationArgs) => remediated(rule, args) };
    const configOf = configReader(rule);
    return rule.scope === "resource"
        ? {
              ...metadata,
              ...remediate,
              validateResource: (args, report) => {
                  judge(configOf(args.getConfig()), [resourceOf(args)], report, () => undefined);
              },
          }
        : {
              ...metadata,
              ...remediate,
              validateStack: (args, report) => {
                  judge(configOf(args.getConfig()), args.resources.map(stackResourceOf), report, (urn) => urn);
              },
          };
}

/** The engine validates configuration by JSON Schema, from the same source as all other callers. */
function configSchema(rule: Rule): PolicyConfigSchema {
    const { properties } = z.toJSONSchema(optionsSchema(rule), { io: "input" });
    return { properties: (properties ?? {}) as PolicyConfigSchema["properties"] };
}

/** The engine hands over the same options with every resource; they are checked once. */
function configReader(rule: Rule): (options: object) => ActiveRule {
    let last: { readonly key: string; readonly active: ActiveRule } | undefined;
    return (options) => {
        const key = JSON.stringify(options);
        if (last?.key !== key) {
            const config = resolveConfig([rule], { [rule.name]: { ...options } }).get(rule);
            if (config === undefined) {
                throw new Error(`Rule "${rule.name}" has no configuration`);
            }
            last = { key, active: { rule, config } };
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
    const session = new Session([active], {
        violation: (violation) => {
            report(text(violation), urnOf(violation.urn));
        },
        notEvaluated: (entry) => unknown.push(entry),
    });
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

function resourceOf({ urn, type, name, props, opts }: ResourceValidationArgs): JudgedResource {
    return { urn, type, name, props: plain(props), opts: { protect: opts.protect } };
}

function stackResourceOf(resource: StackValidationArgs["resources"][number]): JudgedResource {
    const { urn, type, name, props, opts } = resource;
    const known = isWithheld(type, props) ? withheld : plain(props);
    return {
        urn,
        type,
        name,
        props: known,
        opts: { protect: opts.protect },
        dependencies: resource.dependencies.map((dependency) => dependency.urn),
        propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies).map(([key, on]) => [key, on.map(({ urn: each }) => each)]),
        ),
        ...(typeof known.id === "string" ? { id: known.id } : {}),
        ...(resource.parent === undefined ? {} : { parent: resource.parent.urn }),
    };
}

/** Stands for an object of which nothing is known, wherever a rule looks. */
const withheld: Readonly<Record<string, unknown>> = Object.fromEntries(
    ["metadata", "spec", "data", "rules", "template", "chart", "namespace", "values"].map((key) => [key, UNKNOWN]),
);

/**
 * While the cluster does not exist, the engine has nobody to ask about the objects in it, and hands stack policies empty
 * properties for each. No object is empty: everything about it is unknown.
 * Source: pulumi/pkg, resource/plugin/provider_plugin.go Create and Update.
 */
function isWithheld(type: string, props: Readonly<Record<string, unknown>>): boolean {
    return type.startsWith("kubernetes:") && Object.keys(props).length === 0;
}

/** The resource's properties after the rule's fix, or `undefined` when there is nothing to fix. */
function remediated(rule: Rule, args: ResourceValidationArgs): Record<string, unknown> | undefined {
    const options = args.getConfig<Partial<CommonOptions>>();
    const kinds = workloadIndex([...workloadKinds, ...(options.workloadKinds ?? [])]);
    const [subject, ...others] = subjectsOf(resourceOf(args), kinds);
    // A list resource would have to be put together again from its items; its own program is the place to fix it.
    return subject === undefined || others.length > 0 || subject.path !== "" ? undefined : rule.remediate?.(subject);
}
