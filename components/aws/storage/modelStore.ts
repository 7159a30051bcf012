import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ModelStoreConfig } from "../../../config/modelStore";
import { policyJson, serviceTrust } from "../identity/policyDocument";
import { replicationGrants, replicationRules, type ReplicationEnd } from "./replication";
import { ReplicationAlarms } from "./replicationAlarms";
import { type AwsScope, keepingData } from "../scope";
import { StorageRegion } from "./storageRegion";
import { StoreBucket } from "./storeBucket";
import { type StoreLocation } from "./objectStore";

export interface ModelStoreArgs {
    readonly scope: AwsScope;
    readonly config: ModelStoreConfig;
    /** Key and access logs of the stack's own region. */
    readonly storage: StorageRegion;
    /** Days that access logs are kept in replica regions. */
    readonly accessLogDays: number;
    readonly deletable: boolean;
}

export interface Replica {
    readonly bucket: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;
}

/**
 * Where models live: one bucket in the stack's region and a replica of it in every other region named, each under a key of its
 * own region, so that the loss of a region loses no model.
 */
export class ModelStore extends pulumi.ComponentResource {
    public readonly location: StoreLocation;
    /** Replicas by region, as the stack file of a stack there names them under `modelStore.existing`. */
    public readonly replicas: Readonly<Record<string, Replica>>;

    constructor(name: string, args: ModelStoreArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:ModelStore", name, {}, keepingData(args.scope, opts));
        const { scope, config, deletable } = args;
        const { existing } = config;
        if (existing !== undefined) {
            this.location = {
                bucket: pulumi.output(existing.bucket),
                arn: pulumi.output(`arn:${scope.partition}:s3:::${existing.bucket}`),
                ...(existing.keyArn !== undefined && { keyArn: pulumi.output(existing.keyArn) }),
                region: scope.region,
            };
            this.replicas = {};
            this.registerOutputs({ bucket: this.location.bucket });
            return;
        }

        const retention = { noncurrentDays: config.noncurrentDays };
        const common = { scope, store: "models", retention, deletable };
        const source = new StoreBucket(
            name,
            { ...common, storage: args.storage, replicated: config.replicaRegions.length > 0 },
            { parent: this },
        );
        const replicas = config.replicaRegions.map((region) => {
            const storage = new StorageRegion(
                `${name}-${region}`,
                { scope, region, accessLogDays: args.accessLogDays, deletable },
                { parent: this },
            );
            return new StoreBucket(`${name}-${region}-replica`, { ...common, storage }, { parent: this });
        });
        if (replicas.length > 0) {
            replicate(name, args, source, replicas, this);
        }

        this.location = { bucket: source.bucket, arn: source.arn, keyArn: source.keyArn, region: source.region };
        this.replicas = Object.fromEntries(replicas.map(({ region, bucket, keyArn }) => [region, { bucket, keyArn }]));
        this.registerOutputs({ bucket: source.bucket, replicas: this.replicas });
    }
}

/** One replication configuration for the bucket: a second one would overwrite it. */
function replicate(
    name: string,
    { scope }: ModelStoreArgs,
    source: StoreBucket,
    replicas: readonly StoreBucket[],
    parent: pulumi.Resource,
): void {
    const timeControl = scope.environment === "production";
    const end = ({ region, arn, keyArn }: StoreBucket): ReplicationEnd => ({ region, bucketArn: arn, keyArn });
    const role = new aws.iam.Role(
        `${name}-replication`,
        {
            description: `S3 replicates the models of stack ${scope.stack}`,
            // AWS documents this trust without conditions; one that S3 does not meet would stop replication without an error.
            // Source: S3 user guide, creating an IAM role for Amazon S3 to assume.
            assumeRolePolicy: serviceTrust("s3.amazonaws.com"),
            tags: scope.tags,
        },
        { parent },
    );
    const grants = replicationGrants(end(source), replicas.map(end), (arn) => pulumi.interpolate`${arn}/*`);
    const permissions = new aws.iam.RolePolicy(
        `${name}-replication`,
        { role: role.name, policy: policyJson(grants) },
        { parent },
    );
    const rules = replicationRules(replicas.map(end), timeControl);
    new aws.s3.BucketReplicationConfig(
        name,
        { bucket: source.bucket, role: role.arn, region: source.region, rules },
        // S3 accepts a rule only between buckets with versions, and tries it at once.
        { parent, dependsOn: [permissions, source.versioning, ...replicas.map(({ versioning }) => versioning)] },
    );
    if (timeControl) {
        new ReplicationAlarms(`${name}-replication`, { scope, source, replicas }, { parent });
    }
}
