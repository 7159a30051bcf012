/** How binding a rule is; the words are Pulumi's. `remediate` rewrites the resource under the engine and is mandatory elsewhere. */
export type EnforcementLevel = "advisory" | "mandatory" | "remediate" | "disabled";

/** The groups of rules, in the order they are documented. */
export const groups = ["pod-security", "limits", "mesh", "network", "images", "availability", "aws"] as const;
export type Group = (typeof groups)[number];

/** The levels of the Pod Security Standards, from no restriction to the strictest. */
export const podSecurityLevels = ["privileged", "baseline", "restricted"] as const;
export type PodSecurityLevel = (typeof podSecurityLevels)[number];

/** A resource as the pack judges it: what a program asked for, with every known value resolved. */
export interface JudgedResource {
    /** Identifies the resource in violations; a Pulumi URN, or any unique string. */
    readonly urn: string;
    /** Pulumi type token, for example `kubernetes:apps/v1:Deployment`, `aws:s3/bucket:Bucket` or `eks:index:Cluster`. */
    readonly type: string;
    /** The Pulumi name. */
    readonly name: string;
    /**
     * Inputs. A value that is not known yet is `UNKNOWN` (or any other sentinel of the Pulumi engine, see `isUnknown`).
     * The caller masks secret values: rules do not need them.
     */
    readonly props: Readonly<Record<string, unknown>>;
    /** The provider's id, where known. Lets a rule match `bucket: <id>` to its bucket. Defaults to none. */
    readonly id?: string;
    /** URN of the parent. */
    readonly parent?: string;
    /** URNs the resource depends on. Defaults to none. */
    readonly dependencies?: readonly string[];
    /** URNs that each property depends on. Defaults to none. */
    readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
    /** URN of the provider. */
    readonly provider?: string;
    readonly opts?: { readonly protect?: boolean };
}

/** One rule broken by one resource. */
export interface Violation {
    /** The rule, for example `limits-requests-and-limits`. */
    readonly policy: string;
    readonly group: Group;
    /** Upstream's check id, for example `allowPrivilegeEscalation`; only in the group `pod-security`. */
    readonly check?: string;
    /** The Pod Security level the check belongs to; only in the group `pod-security`. */
    readonly podSecurityLevel?: PodSecurityLevel;
    readonly level: "advisory" | "mandatory";
    readonly urn: string;
    readonly type: string;
    /** The Pulumi name of the resource. */
    readonly name: string;
    /** Kind, namespace and name of the Kubernetes object; absent for other resources. */
    readonly object?: ObjectRef;
    /** Path of the first offending property. */
    readonly path?: string;
    /** What is wrong, where, and what to write instead. Never holds a secret value. */
    readonly message: string;
}

/** A rule that could not be decided, because it reads a value that is not known before the update. */
export interface NotEvaluated {
    readonly policy: string;
    readonly group: Group;
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly object?: ObjectRef;
    /** Path of the unknown property. */
    readonly path: string;
    /** Why the rule could not be decided. */
    readonly reason: string;
}

export interface ObjectRef {
    readonly apiVersion: string;
    readonly kind: string;
    /** Absent for cluster-scoped objects and for objects that leave the namespace to the client that applies them. */
    readonly namespace?: string;
    readonly name: string;
}
