import { obj, str } from "../../model/read";
import { type Subject } from "../../model/subject";
import { UnknownRead } from "../../model/unknown";
import { type Finding, noOptions, type Rule, rule } from "../../core/rule";

const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;
const loggingTypes = ["aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2"] as const;

interface Definition extends Omit<Rule, "group" | "scope" | "wants" | "options" | "begin"> {
    /** Types of the resources that can give a bucket the property. */
    readonly by: readonly string[];
    /** Whether the bucket needs the property at all. Defaults to every bucket. */
    readonly needed?: (bucket: Subject) => boolean;
    /** Whether a resource gives its bucket the property. */
    readonly fulfils: (subject: Subject) => boolean;
    /** Whether the bucket's own arguments do. Defaults to never. */
    readonly inline?: (bucket: Subject) => boolean;
    /** Whether a bucket that others write access logs to may do without. Defaults to false. */
    readonly notForLogs?: boolean;
    readonly finding: Finding;
}

interface BucketFacts {
    readonly subject: Subject;
    /** What other resources may call the bucket: its name or id. */
    readonly names: readonly string[];
    readonly urn: string;
    readonly fulfilled: boolean;
}

interface Related {
    readonly bucket: string | undefined;
    readonly dependencies: readonly string[];
    fulfils: boolean;
}

/** A rule on buckets whose property is given by the bucket itself or by another resource that names it. */
export function bucketRule(definition: Definition): Rule {
    const { by, needed, fulfils, inline, notForLogs = false, finding, ...metadata } = definition;
    return rule({
        ...metadata,
        group: "aws",
        scope: "stack",
        wants: [...bucketTypes, ...by, ...(notForLogs ? loggingTypes : [])],
        options: noOptions,
        begin: (run) => {
            const buckets: BucketFacts[] = [];
            const related: Related[] = [];
            const logTargets: Related[] = [];
            return {
                see: (subject) => {
                    run.attempt(subject, () => {
                        if (bucketTypes.some((type) => type === subject.key)) {
                            if (needed?.(subject) !== false) {
                                buckets.push(factsOf(subject, inline?.(subject) === true));
                            }
                        } else if (by.includes(subject.key)) {
                            // Holds until it is judged: what cannot be judged yet is reported as that, not as missing.
                            const link = { ...linkOf(subject, "bucket"), fulfils: true };
                            related.push(link);
                            link.fulfils = fulfils(subject);
                        } else {
                            logTargets.push({ ...linkOf(subject, "targetBucket"), fulfils: true });
                        }
                    });
                },
                end: () => {
                    for (const bucket of buckets) {
                        const has = related.some((link) => link.fulfils && isLinked(link, bucket));
                        const isLog = notForLogs && logTargets.some((link) => isLinked(link, bucket));
                        if (!bucket.fulfilled && !has && !isLog) {
                            run.report(bucket.subject, finding);
                        }
                    }
                },
            };
        },
    });
}

function factsOf(subject: Subject, fulfilled: boolean): BucketFacts {
    const names = [subject.resource.id, known(subject, "bucket")].filter((name) => name !== undefined);
    return { subject: subject.reference, names, urn: subject.resource.urn, fulfilled };
}

/** Which bucket a resource belongs to: by its name where that is known, and by what the property depends on. */
function linkOf(subject: Subject, property: string): Pick<Related, "bucket" | "dependencies"> {
    const { propertyDependencies, dependencies } = subject.resource;
    return {
        bucket: known(subject, property),
        dependencies: propertyDependencies?.[property] ?? dependencies ?? [],
    };
}

function known(subject: Subject, property: string): string | undefined {
    try {
        return str(subject.props[property]);
    } catch (error) {
        if (error instanceof UnknownRead) {
            return undefined;
        }
        throw error;
    }
}

function isLinked(link: Related, bucket: BucketFacts): boolean {
    return link.bucket === undefined
        ? link.dependencies.includes(bucket.urn)
        : bucket.names.includes(link.bucket) || link.dependencies.includes(bucket.urn);
}

/** Tags of an AWS resource. */
export function tagsOf(subject: Subject): Readonly<Record<string, unknown>> {
    return obj(subject.props.tags) ?? {};
}
