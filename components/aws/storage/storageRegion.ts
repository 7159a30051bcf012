import * as pulumi from "@pulumi/pulumi";
import { AccessLogBucket } from "./accessLogBucket";
import { Key } from "./key";
import { type AwsScope, keepingData } from "../scope";

export interface StorageRegionArgs {
    readonly scope: AwsScope;
    readonly region: string;
    /** Days that access logs are kept. */
    readonly accessLogDays: number;
    /** Lets `pulumi destroy` delete buckets that still hold objects. */
    readonly deletable: boolean;
}

/** What all buckets of one region share: the key that encrypts their objects, and the bucket that their access logs go to. */
export class StorageRegion extends pulumi.ComponentResource {
    public readonly region: string;
    public readonly keyArn: pulumi.Output<string>;
    public readonly accessLogs: AccessLogBucket;

    constructor(name: string, args: StorageRegionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:StorageRegion", name, {}, keepingData(args.scope, opts));
        const { scope, region } = args;
        const key = new Key(`${name}-objects`, { scope, region, purpose: "Objects in S3" }, { parent: this });
        this.region = region;
        this.keyArn = key.arn;
        this.accessLogs = new AccessLogBucket(
            `${name}-access-logs`,
            { scope, region, days: args.accessLogDays, deletable: args.deletable },
            { parent: this },
        );
        this.registerOutputs({ region, keyArn: this.keyArn, accessLogs: this.accessLogs.bucket });
    }
}
