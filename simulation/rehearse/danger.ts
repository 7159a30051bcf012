import { Fate, type Step } from "../engine/step";
import { type HiddenReplacement } from "../plugin/journal";
import { nameOf } from "../engine/step";

/** A change that loses something no `pulumi up` brings back. */
export interface Danger {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** What would happen to it. */
    readonly fate: "replace" | "delete";
    /** Inputs that cause a replacement; none for a delete. */
    readonly causes: readonly string[];
    /** What is lost with it, or that it is protected. */
    readonly loses: string;
}

/** Types that hold what cannot be made again, and what goes with each. */
const STATEFUL: Readonly<Record<string, string>> = {
    "aws:cloudwatch/logGroup:LogGroup": "the logs in it",
    "aws:dynamodb/table:Table": "the rows in it",
    "aws:efs/fileSystem:FileSystem": "the files on it",
    "aws:eks/cluster:Cluster": "the cluster and everything that runs in it",
    "aws:elasticache/replicationGroup:ReplicationGroup": "the data in the cache",
    "aws:kms/key:Key": "everything that is encrypted with it",
    "aws:kms/replicaKey:ReplicaKey": "everything that is encrypted with it",
    "aws:rds/cluster:Cluster": "the data in the database",
    "aws:rds/instance:Instance": "the data in the database",
    "aws:s3/bucket:Bucket": "the objects in it",
    "aws:secretsmanager/secret:Secret": "the secret and its versions",
    "awsx:ec2:Vpc": "the network and everything in it",
    "eks:index:Cluster": "the cluster and everything that runs in it",
    "kubernetes:core/v1:Namespace": "every object in it",
    "kubernetes:core/v1:PersistentVolumeClaim": "the files on the volume",
    "pulumi:providers:kubernetes": "every Kubernetes object of the stack, which is made anew",
    "random:index/randomPassword:RandomPassword": "the password that is in use",
};

const ROLE = "aws:iam/role:Role";

/** What would be lost if the step were done: its replacement or deletion of something stateful or protected. */
export function dangers(steps: readonly Step[], hidden: readonly HiddenReplacement[]): Danger[] {
    const visible = steps.flatMap((step): Danger[] => {
        const loses = lossOf(step);
        if (loses === undefined || (step.fate !== Fate.Replace && step.fate !== Fate.Delete)) {
            return [];
        }
        const { urn, type, name, fate, replacedBy } = step;
        return [{ urn, type, name, fate, causes: replacedBy, loses }];
    });
    const inside = hidden.map(({ urn, type, causes }): Danger => {
        const loses = STATEFUL[type] ?? "what it stands for";
        return { urn, type, name: nameOf(urn), fate: "replace", causes, loses };
    });
    return [...visible, ...inside];
}

/** What goes with the resource; undefined where everything of it can be made again. */
function lossOf({ type, protect, inputs }: Step): string | undefined {
    if (protect) {
        return "what the program protects";
    }
    return type === ROLE && isNodeRole(inputs) ? "every node that runs under it" : STATEFUL[type];
}

/** Nodes run under the role that EC2 may assume. */
function isNodeRole({ assumeRolePolicy }: Step["inputs"]): boolean {
    return typeof assumeRolePolicy === "string" && /"ec2\.amazonaws\.com(\.cn)?"/.test(assumeRolePolicy);
}
