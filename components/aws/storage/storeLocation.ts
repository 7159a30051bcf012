import type * as pulumi from "@pulumi/pulumi";

/** Where objects live, with what policies need of it. */
export interface StoreLocation {
    readonly bucket: pulumi.Output<string>;
    readonly region: string;
    readonly arn: pulumi.Output<string>;
    /** Key the objects are encrypted with; absent: S3's own. */
    readonly keyArn?: pulumi.Output<string>;
}
