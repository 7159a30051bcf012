import { obj, type Obj, str, strings } from "../../policy/model/read";
import { type ShownResource } from "../in-process/simulate";
import { objectsIn } from "./objects";

/** Somebody with permissions in the cloud, and what they may do. */
export interface Identity {
    /** `service account <namespace>/<name>`, or the service of AWS that assumes the role. */
    readonly who: string;
    readonly role: string;
    readonly description: string;
    readonly grants: readonly Grant[];
}

export interface Grant {
    /** `read objects, list`. */
    readonly may: readonly string[];
    readonly on: readonly string[];
    /** Conditions in words; empty: always. */
    readonly only: readonly string[];
}

/** Every role of a stack with what it may do, in words. */
export function identities(resources: readonly ShownResource[]): Identity[] {
    const ofType = (type: string) => resources.filter((each) => each.type === type);
    const keys = new Map(
        ofType("aws:kms/alias:Alias").map(({ inputs }) => [str(inputs.targetKeyId) ?? "", str(inputs.name) ?? ""]),
    );
    const associations = ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation");
    const policies = ofType("aws:iam/rolePolicy:RolePolicy");
    const attachments = ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
    return ofType("aws:iam/role:Role")
        .map(({ name, inputs }) => {
            // Other resources know the role by the name that the provider generates: its own and a suffix.
            const isOfRole = (role: string | undefined) =>
                role !== undefined && new RegExp(`^${escaped(name)}-[0-9a-f]{7}$`).test(role);
            const accounts = associations
                .filter((each) => isOfRole(str(each.inputs.roleArn)?.split("/").at(-1)))
                .map(
                    (each) => `service account ${String(each.inputs.namespace)}/${String(each.inputs.serviceAccount)}`,
                );
            return {
                who: accounts.length > 0 ? accounts.join(", ") : trusted(inputs.assumeRolePolicy),
                role: name,
                description: str(inputs.description) ?? "",
                grants: [
                    ...policies
                        .filter((each) => isOfRole(str(each.inputs.role)))
                        .flatMap((each) => grantsOf(each.inputs.policy, keys)),
                    ...attachments
                        .filter((each) => isOfRole(str(each.inputs.role)))
                        .map((each) => ({
                            may: [`everything in AWS's policy ${str(each.inputs.policyArn)?.split("/").at(-1) ?? ""}`],
                            on: [],
                            only: [],
                        })),
                ],
            };
        })
        .sort((a, b) => (a.who < b.who ? -1 : a.who > b.who ? 1 : 0));
}

function statements(policy: unknown): Obj[] {
    const document = typeof policy === "string" ? (JSON.parse(policy) as unknown) : policy;
    const { Statement: found } = obj(document) ?? {};
    return Array.isArray(found) ? objectsIn(found) : objectsIn([found]);
}

/** Who may assume a role that belongs to no service account. */
function trusted(policy: unknown): string {
    const found = statements(policy).flatMap(({ Principal: principal }) =>
        Object.values(obj(principal) ?? {}).flatMap((value) => strings(value)),
    );
    return found.map((each) => services[each] ?? each).join(", ");
}

const services: Readonly<Record<string, string>> = {
    "ec2.amazonaws.com": "nodes of the cluster",
    "s3.amazonaws.com": "S3",
    "vpc-flow-logs.amazonaws.com": "the network's flow logs",
    "pods.eks.amazonaws.com": "pods",
    "monitoring.rds.amazonaws.com": "RDS",
};

function grantsOf(policy: unknown, keys: ReadonlyMap<string, string>): Grant[] {
    return statements(policy)
        .filter(({ Effect: effect }) => effect === "Allow")
        .map((statement) => ({
            may: [...new Set(strings(statement.Action).map(actionText))],
            on: strings(statement.Resource).map((arn) => resourceText(arn, keys)),
            only: conditions(statement.Condition),
        }));
}

/** Words for what the stack's own roles do most; other actions are spelled out from their names. */
const actions: Readonly<Record<string, string>> = {
    "s3:GetObject": "read objects",
    "s3:PutObject": "write objects",
    "s3:DeleteObject": "delete objects",
    "s3:ListBucket": "list objects",
    "s3:AbortMultipartUpload": "abort uploads",
    "kms:Decrypt": "decrypt",
    "kms:Encrypt": "encrypt",
    "kms:GenerateDataKey": "encrypt",
    "secretsmanager:GetSecretValue": "read secrets",
    "secretsmanager:DescribeSecret": "describe secrets",
    "sqs:ReceiveMessage": "receive messages",
    "sqs:DeleteMessage": "delete messages",
    "sqs:GetQueueAttributes": "read the queue's length",
    "sns:Publish": "publish messages",
};

function actionText(action: string): string {
    const known = actions[action];
    if (known !== undefined) {
        return known;
    }
    const [service = "", name = ""] = action.split(":");
    return `${name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase()} (${service})`;
}

/** The part of an ARN that says which one; keys by their alias. */
function resourceText(arn: string, keys: ReadonlyMap<string, string>): string {
    if (arn === "*") {
        return "any resource";
    }
    const [, , service = "", region = "", , ...rest] = arn.split(":");
    const name = rest.join(":");
    if (service === "kms") {
        return `key ${keys.get(name.replace("key/", "")) ?? name.replace("key/", "")}${region === "" ? "" : ` in ${region}`}`;
    }
    return service === "s3" ? name : `${service} ${name}`;
}

function conditions(condition: unknown): string[] {
    return Object.entries(obj(condition) ?? {}).flatMap(([operator, tests]) =>
        Object.entries(obj(tests) ?? {}).map(([key, value]) => {
            const word = /Like/.test(operator) ? "like" : /Not/.test(operator) ? "not" : "is";
            const values = typeof value === "boolean" ? [String(value)] : strings(value);
            return `${key} ${word} ${values.join(" or ")}`;
        }),
    );
}

function escaped(text: string): string {
    return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
