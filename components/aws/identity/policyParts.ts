import { type InputFault, refusal } from "../refusal";
import { type Grant } from "./policyDocument";

/** Characters without white space of all inline policies of a role. Source: IAM user guide, IAM and STS character limits. */
const inlineCharacters = 10_240;

/** The same of one managed policy. */
const managedCharacters = 6144;

/** Managed policies that a role takes. Source: IAM user guide, IAM and STS quotas, managed policies attached to a role. */
const maxManagedPolicies = 10;

/** Characters of a policy without any statement. */
const frame = JSON.stringify({ Version: "2012-10-17", Statement: [] }).length;

/** Characters of an ARN that is not known to the program, generously. */
const unknownArn = 170;

/** The grants of a role, cut where IAM's limits are: what one inline policy holds, and managed policies for the rest. */
export interface PolicyParts {
    readonly inline: readonly Grant[];
    readonly managed: readonly (readonly Grant[])[];
}

/**
 * Spreads grants over the policies of a role, in their order.
 *
 * @param attached managed policies that the role has already
 * @throws pulumi.InputPropertiesError when no number of policies that IAM takes would hold them
 */
export function policyParts(grants: readonly Grant[], attached: number): PolicyParts {
    const parts: Grant[][] = [[]];
    let room = inlineCharacters - frame;
    for (const grant of grants) {
        const size = grantCharacters(grant);
        if (size > room) {
            parts.push([]);
            room = managedCharacters - frame;
        }
        parts.at(-1)?.push(grant);
        room -= size;
    }
    const [inline = [], ...managed] = parts;
    const most = maxManagedPolicies - attached;
    if (managed.length > most) {
        throw refusal("An identity is refused", [tooMany(managed.length, most)]);
    }
    return { inline, managed };
}

function tooMany(needed: number, most: number): InputFault {
    return {
        propertyPath: "grants",
        reason: `need ${needed} managed policies beside the inline one, and IAM takes ${most}: give the workload fewer or shorter prefixes, or spread its models over two workloads`,
    };
}

/** Most characters of the grant's statement, with the comma behind it. */
function grantCharacters({ actions, resources, conditions, characters }: Grant): number {
    if (characters !== undefined) {
        return characters;
    }
    const arn = (resource: unknown) => (typeof resource === "string" ? resource : "x".repeat(unknownArn));
    const known = (value: unknown): unknown => (Array.isArray(value) ? value.map(arn) : arn(value));
    const condition = Object.entries(conditions ?? {}).map(([operator, keys]) => [
        operator,
        Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, known(value)])),
    ]);
    const statement = {
        Effect: "Allow",
        Action: actions,
        Resource: resources.map(arn),
        ...(conditions !== undefined && { Condition: Object.fromEntries(condition) as unknown }),
    };
    return JSON.stringify(statement).length + 1;
}
