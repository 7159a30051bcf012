import type * as pulumi from "@pulumi/pulumi";
import { type ObjectStore } from "../../platform";

/** Where objects live, with what policies need of it. */
export interface StoreLocation extends ObjectStore {
    readonly arn: pulumi.Output<string>;
    /** Key the objects are encrypted with; absent: S3's own. */
    readonly keyArn?: pulumi.Output<string>;
}
