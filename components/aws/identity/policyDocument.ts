import * as pulumi from "@pulumi/pulumi";
import { type InputFault, refusal } from "../refusal";
import { isUnnarrowable } from "./unnarrowableActions";

/** One IAM statement that allows actions on resources. */
export interface Grant {
    /** IAM actions, for example `s3:GetObject`; never a pattern. */
    readonly actions: readonly string[];
    /** ARNs the actions apply to; `*` only for actions in {@link unnarrowableActions}. */
    readonly resources: readonly pulumi.Input<string>[];
    /** Conditions by operator and key; default: none. */
    readonly conditions?: Conditions;
    /** Most characters that the statement can take, where many of its ARNs are known to AWS alone. Default: estimated. */
    readonly characters?: number;
}

export type Conditions = Readonly<
    Record<string, Readonly<Record<string, pulumi.Input<string> | readonly pulumi.Input<string>[]>>>
>;

/** A statement of a JSON policy as IAM reads it. */
export interface Statement {
    readonly Sid?: string;
    readonly Effect: "Allow" | "Deny";
    readonly Principal?: unknown;
    readonly Action: readonly string[];
    readonly Resource?: readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every reason why `grants` is unacceptable, with the path of the offending property. Unknown ARNs are checked when known. */
export function grantFaults(grants: readonly Grant[]): readonly InputFault[] {
    return grants.flatMap((grant, i) => [
        ...grant.actions.flatMap((action, j) =>
            action.includes("*")
                ? [
                      {
                          propertyPath: `grants[${i}].actions[${j}]`,
                          reason: `"${action}" is a wildcard: list the actions`,
                      },
                  ]
                : [],
        ),
        ...grant.resources.flatMap((resource, j) => {
            const reason = typeof resource === "string" ? resourceReason(resource, grant.actions) : undefined;
            return reason === undefined ? [] : [{ propertyPath: `grants[${i}].resources[${j}]`, reason }];
        }),
    ]);
}

/** A wildcard may stand for the rest of a name below a named parent, never for the parent. */
function resourceReason(resource: string, actions: readonly string[]): string | undefined {
    if (resource === "*") {
        const narrowable = actions.filter((action) => !isUnnarrowable(action));
        return narrowable.length === 0
            ? undefined
            : `"*" grants ${narrowable.join(", ")} on everything: name the resources`;
    }
    const [partition, service, , account] = resource.split(":").slice(1);
    return [partition, service, account].some((part) => part?.includes("*"))
        ? `"${resource}" reaches beyond one account and service: name them`
        : undefined;
}

/**
 * The grants as an IAM policy; a statement per grant, in their order. ARNs that were unknown before are checked here.
 *
 * @throws pulumi.InputPropertiesError, through the output, listing every wildcard
 */
export function policyJson(grants: readonly Grant[]): pulumi.Output<string> {
    return pulumi.output(grants).apply((known) => {
        const faults = grantFaults(known);
        if (faults.length > 0) {
            throw refusal("An IAM policy is refused", faults);
        }
        return JSON.stringify({
            Version: "2012-10-17",
            Statement: known.map(({ actions, resources, conditions }) => ({
                Effect: "Allow",
                Action: actions,
                Resource: resources,
                ...(conditions !== undefined && { Condition: conditions }),
            })),
        });
    });
}

/** Trust of an AWS service in a role, for requests made on behalf of this account. */
export function serviceTrust(service: string, conditions?: Conditions): pulumi.Output<string> {
    return pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: service },
                Action: ["sts:AssumeRole"],
                ...(conditions !== undefined && { Condition: conditions }),
            },
        ],
    });
}
