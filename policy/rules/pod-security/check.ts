import { type Container, containerPath, type Pod, specPath } from "../../model/pod";
import { type Obj, obj, quoted, unique } from "../../model/read";
import { type PodSecurityLevel } from "../../model/resource";
import { type Subject } from "../../model/subject";
import { type Rule, rule, type RuleRun } from "../../core/rule";
import { type PodSecurityOptions, podSecurityOptions, type Standard, Standards } from "./level";

/** Why a check forbids a pod; reason and detail in upstream's wording. */
export interface Failure {
    readonly reason: string;
    readonly detail: string;
    /** Offending properties, at least one. */
    readonly paths: readonly string[];
    /** What to write instead. */
    readonly fix: string;
    /** Offending values, for exemptions. Defaults to none. */
    readonly values?: readonly string[];
}

/** A pod that one check evaluates. One object serves all pods of a run: there may be a million. */
export class CheckRun {
    private subject!: Subject;
    pod!: Pod;
    standard!: Standard;

    constructor(private readonly run: RuleRun<unknown>) {}

    open(subject: Subject, pod: Pod, standard: Standard): this {
        this.subject = subject;
        this.pod = pod;
        this.standard = standard;
        return this;
    }

    /** The pod's own security context. */
    get securityContext(): Obj | undefined {
        return obj(this.pod.spec.securityContext);
    }

    /** Visits every container with its security context; an unknown value in one does not hide faults in the others. */
    eachContainer(visit: (container: Container, securityContext: Obj | undefined) => void): void {
        for (const container of this.pod.containers) {
            this.attempt(() => {
                visit(container, obj(container.spec.securityContext));
            });
        }
    }

    /** Reads something that must not be hidden by an unknown value elsewhere. */
    attempt(read: () => void): void {
        this.run.attempt(this.subject, read);
    }
}

interface CheckDefinition extends Pick<Rule, "name" | "description" | "severity" | "remediation" | "remediate"> {
    /** Upstream's id. */
    readonly check: string;
    readonly podSecurityLevel: Exclude<PodSecurityLevel, "privileged">;
    /** The minor that introduced the check. Defaults to all minors. */
    readonly since?: number;
    /**
     * Set on a baseline check that a restricted one replaces in restricted namespaces: the minor from which it does.
     * Zero where it always does. Defaults to never.
     */
    readonly replacedInRestrictedSince?: number;
    /** Whether the check does not look at Windows pods, for which the API server rejects the field. Defaults to false. */
    readonly linuxOnly?: boolean;
    /** Several failures are several violations. */
    readonly judge: (run: CheckRun) => Failure | readonly Failure[] | undefined;
}

/** One check of the Pod Security Standards. */
export function podSecurityCheck({
    since = 0,
    replacedInRestrictedSince = Infinity,
    linuxOnly = false,
    judge,
    ...definition
}: CheckDefinition): Rule {
    const applies = ({ level, minor }: Standard): boolean => {
        if (minor < since || level === "privileged") {
            return false;
        }
        return definition.podSecurityLevel === "restricted"
            ? level === "restricted"
            : level === "baseline" || minor < replacedInRestrictedSince;
    };
    return rule<PodSecurityOptions>({
        ...definition,
        group: "pod-security",
        enforcementLevel: "mandatory",
        link: `https://kubernetes.io/docs/concepts/security/pod-security-standards/#${definition.podSecurityLevel}`,
        // The level is a label of the namespace, which is another object.
        scope: "stack",
        wants: "pods",
        options: podSecurityOptions,
        begin: (run) => {
            const standards = new Standards(run.cluster, run.options);
            const check = new CheckRun(run);
            return {
                see: (subject) => {
                    const standard = standards.of(subject);
                    if (typeof standard === "string") {
                        run.skip(subject, standard, "the Pod Security level is not known before the update");
                        return;
                    }
                    if (!applies(standard)) {
                        return;
                    }
                    for (const pod of subject.pods) {
                        pod.unknown.forEach((path) => {
                            run.skip(subject, path);
                        });
                        run.attempt(subject, () => {
                            for (const failure of judgePod(check.open(subject, pod, standard), linuxOnly, judge)) {
                                const [path = ""] = failure.paths;
                                run.report(subject, { path, message: message(failure), values: failure.values ?? [] });
                            }
                        });
                    }
                },
            };
        },
    });
}

const noFailures: readonly Failure[] = [];

function judgePod(check: CheckRun, linuxOnly: boolean, judge: CheckDefinition["judge"]): readonly Failure[] {
    if (linuxOnly && obj(check.pod.spec.os)?.name === "windows") {
        return noFailures;
    }
    const failures = judge(check) ?? noFailures;
    return "reason" in failures ? [failures] : failures;
}

const shownPaths = 3;

function message({ reason, detail, paths, fix }: Failure): string {
    const shown = quoted(paths.slice(0, shownPaths));
    const more = paths.length > shownPaths ? ` and ${paths.length - shownPaths} more` : "";
    return `${reason} (${detail}); ${fix} at ${shown}${more}`;
}

/** `container "a"`, `containers "a", "b"` */
export function containersNamed(names: readonly string[]): string {
    return `${plural("container", names.length)} ${quoted(names)}`;
}

export function plural(word: string, count: number): string {
    return count === 1 ? word : `${word}s`;
}

/** A value as it was written, for messages. */
export function shown(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

/** Collects the pod and containers that set a field to a forbidden value, in the order and wording of upstream's messages. */
export class Setters {
    private podIsBad = false;
    private readonly containers: string[] = [];
    private readonly values: string[] = [];
    readonly paths: string[] = [];

    constructor(private readonly pod: Pod) {}

    addPod(field: readonly string[], ...values: readonly string[]): void {
        this.podIsBad = true;
        this.paths.push(specPath(this.pod, "securityContext", ...field));
        this.values.push(...values);
    }

    addContainer(container: Container, field: readonly string[], ...values: readonly string[]): void {
        this.containers.push(container.name);
        this.paths.push(containerPath(this.pod, container, "securityContext", ...field));
        this.values.push(...values);
    }

    get found(): boolean {
        return this.paths.length > 0;
    }

    /** `pod and containers "a", "b"` */
    toString(): string {
        const containers = this.containers.length === 0 ? [] : [containersNamed(this.containers)];
        return [...(this.podIsBad ? ["pod"] : []), ...containers].join(" and ");
    }

    get sortedValues(): string[] {
        return unique(this.values);
    }
}
