import { Fate, nameOf, type Step } from "../engine/step";
import { type HiddenReplacement } from "../plugin/journal";

/** A change that loses something that `pulumi up` cannot recreate. */
export interface Danger {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly fate: "replace" | "delete" | "shrink" | "resize";
    /** Inputs that force the replacement or the new size; empty for a delete. */
    readonly causes: readonly string[];
    /** What is destroyed with it; with `resize`, what does not follow. */
    readonly loses: string;
}

const ROLE = "aws:iam/role:Role";
const PASSWORD = "random:index/randomPassword:RandomPassword";

/** Types whose content cannot be recreated, with the content that is destroyed. */
const STATEFUL: Readonly<Record<string, string>> = {
    "aws:cloudwatch/logGroup:LogGroup": "the logs in it",
    "aws:dynamodb/table:Table": "the rows in it",
    "aws:efs/fileSystem:FileSystem": "the files on it",
    "aws:eks/cluster:Cluster": "the cluster and everything that runs in it",
    "aws:elasticache/replicationGroup:ReplicationGroup": "the data in the cache",
    "aws:kms/key:Key": "all data encrypted with it",
    "aws:kms/replicaKey:ReplicaKey": "all data encrypted with it",
    "aws:rds/cluster:Cluster": "the data in the database",
    "aws:rds/instance:Instance": "the data in the database",
    "aws:s3/bucket:Bucket": "the objects in it",
    "aws:secretsmanager/secret:Secret": "the secret and its versions",
    "awsx:ec2:Vpc": "the network and everything in it",
    "eks:index:Cluster": "the cluster and everything that runs in it",
    "kubernetes:core/v1:Namespace": "every object in it",
    "kubernetes:core/v1:PersistentVolumeClaim": "the files on the volume",
    "pulumi:providers:kubernetes": "every Kubernetes object of the stack, which is then recreated",
    [PASSWORD]: "the password in use",
};

/** Replacements and deletions of stateful or protected resources, including those inside remote components. */
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
        const loses = STATEFUL[type] ?? "the resources inside the component";
        return { urn, type, name: nameOf(urn), fate: "replace", causes, loses };
    });
    return [...visible, ...inside];
}

/**
 * Updates that would terminate nodes: node groups that get a smaller size than they have.
 *
 * @param nodes number of nodes of a node group by its URN, as it is; undefined for anything else
 */
export function shrinkages(steps: readonly Step[], nodes: (urn: string) => number | undefined): Danger[] {
    return steps.flatMap(({ urn, type, name, fate, changes, inputs }): Danger[] => {
        const live = nodes(urn);
        const planned = (inputs.scalingConfig as { readonly desiredSize?: number } | undefined)?.desiredSize;
        const causes = changes.filter((path) => path.startsWith("scalingConfig"));
        if (fate !== Fate.Update || causes.length === 0 || live === undefined || planned === undefined) {
            return [];
        }
        const lost = live - planned;
        return lost > 0 ? [{ urn, type, name, fate: "shrink", causes, loses: `${lost} of ${live} running nodes` }] : [];
    });
}

const RELEASE = "kubernetes:helm.sh/v3:Release";
const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";

/** Values of charts, and fields of a StatefulSet, that ask for a volume's size. */
const volumeSize = /(\.requests\.storage|(^|\.)persistence\.size)$/;

/**
 * Volumes that would get another size in the program alone: the size is read when a claim is created, so that claims that exist
 * keep theirs while limits that follow from the same setting change.
 */
export function resizes(steps: readonly Step[]): Danger[] {
    return steps.flatMap(({ urn, type, name, fate, changes }): Danger[] => {
        const causes = changes.filter((path) => volumeSize.test(path));
        const changed = fate === Fate.Update || fate === Fate.Replace;
        const limited = changes.some((path) => path.endsWith(".retentionSize"));
        return changed && causes.length > 0 && (type === RELEASE || type === STATEFUL_SET)
            ? [{ urn, type, name, fate: "resize", causes, loses: lossOfResize(type, causes, limited) }]
            : [];
    });
}

/** @param limited whether the limit on what the volumes hold changes with their size */
function lossOfResize(type: string, causes: readonly string[], limited: boolean): string {
    const kept = "existing claims keep their size until they are grown by hand";
    if (type === STATEFUL_SET) {
        return `its pods are recreated all at once, and ${kept}`;
    }
    if (causes.some((path) => path.endsWith(".requests.storage"))) {
        return limited ? `${kept}, but the limit on what is kept follows at once` : kept;
    }
    // Grafana's chart has a claim of its own, the others a StatefulSet, whose templates the API server keeps as they are.
    return causes.every((path) => path.endsWith("grafana.persistence.size"))
        ? "its claim grows with the release, but the API server rejects a smaller size"
        : `the API server rejects the new size in the StatefulSet, the release is rolled back, and ${kept}`;
}

/** What is destroyed with the resource; undefined where all of it can be recreated. */
function lossOf(step: Step): string | undefined {
    const { type, protect, inputs } = step;
    if (protect) {
        return "a resource that the program protects";
    }
    if (type === PASSWORD && step.fate === Fate.Replace) {
        return lossOfPassword(step);
    }
    return type === ROLE && isNodeRole(inputs) ? "every node with this role" : STATEFUL[type];
}

/** The next version of a password keeps the users of the one before; any other number locks users that pods log in as. */
function lossOfPassword({ inputs, oldInputs }: Step): string | undefined {
    const from = versionOf(oldInputs);
    const to = versionOf(inputs);
    if (from === undefined || to === undefined) {
        return STATEFUL[PASSWORD];
    }
    return to === from + 1 ? undefined : `the users of version ${from}, which pods log in as: go to ${from + 1}`;
}

function versionOf({ keepers }: Step["inputs"]): number | undefined {
    const { version } = (keepers ?? {}) as { readonly version?: unknown };
    return typeof version === "string" && /^\d+$/.test(version) ? Number(version) : undefined;
}

/** A node role is one that EC2 may assume. */
function isNodeRole({ assumeRolePolicy }: Step["inputs"]): boolean {
    return typeof assumeRolePolicy === "string" && /"ec2\.amazonaws\.com(\.cn)?"/.test(assumeRolePolicy);
}
