import { type Obj, obj, strings } from "../../model/read";

/** Services whose resources are named without a type in front, such as `arn:aws:sqs:eu-west-1:123456789012:queue`. */
const untyped: ReadonlySet<string> = new Set(["codecommit", "codepipeline", "execute-api", "s3", "sns", "sqs"]);
/** Services whose ARNs have the name at the end, after an ID that is not known in advance. */
const namedAtEnd: ReadonlySet<string> = new Set(["autoscaling"]);

/**
 * Whether a resource element of an IAM statement leaves open which resource it means: `*`, or an ARN with a bare wildcard
 * where the bucket, role, key or secret is named. A wildcard after a literal start is a path.
 * Source: Service Authorization Reference, resource types.
 */
export function leavesResourceOpen(resource: string): boolean {
    // A policy variable is one value, and may hold separators.
    const text = resource.replace(/\$\{[^}]*\}/g, "variable");
    if (!text.startsWith("arn:")) {
        return /^[*?]+$/.test(text);
    }
    const [, , service = "", region = "", , ...rest] = text.split(":");
    const name = rest.join(":");
    if (/[*?]/.test(service) || isOpen(name)) {
        return true;
    }
    const parts = name.split(/[:/]/).filter((part) => part !== "");
    // Access points of S3 have a region and a type, buckets do not.
    if (untyped.has(service) && !(service === "s3" && region !== "")) {
        return isOpen(parts[0]);
    }
    // `role*` is every role: a wildcard also stands for separators.
    if (parts.length === 1) {
        return /[*?]/.test(parts[0] ?? "");
    }
    return isOpen(namedAtEnd.has(service) ? parts.at(-1) : parts[1]);
}

function isOpen(part: string | undefined): boolean {
    return /^[*?]*$/.test(part ?? "");
}

/** Condition keys that narrow a statement to the resources of one owner. */
const narrowingKey = /(ResourceTag\/|RequestTag\/|:Vpc(ID)?$|^aws:(Source|Resource)?Vpc)/i;
/** Operators that hold only for a value that is there; `IfExists` and `ForAllValues` also hold without one. */
const narrowingOperator = /^(ForAnyValue:)?(String(Equals|Like|EqualsIgnoreCase)|Arn(Equals|Like))$/;

/** Whether a statement's condition narrows it by tag or VPC. */
export function isNarrowed(statement: Obj): boolean {
    const condition = obj(statement.Condition) ?? {};
    return Object.keys(condition).some((operator) => {
        const keys = obj(condition[operator]) ?? {};
        return Object.keys(keys).some((key) => narrowingKey.test(key) && narrows(operator, keys[key]));
    });
}

function narrows(operator: string, value: unknown): boolean {
    if (operator === "Null") {
        return value === false || (strings(value).length > 0 && strings(value).every((each) => each === "false"));
    }
    return narrowingOperator.test(operator) && strings(value).length > 0;
}
