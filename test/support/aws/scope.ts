import * as aws from "@pulumi/aws";
import { type AwsScope, awsScope } from "../../../components/aws/scope";
import { runbookPaths } from "../../../components/observation/alert";
import { alarmsSchema } from "../../../config/alarms";
import { type Environment } from "../../../config/names";

/** The scope of a stack `test` in us-west-2; call it inside a simulated program. */
export function testScope(environment: Environment = "production", region = "us-west-2"): AwsScope {
    return awsScope({ stack: "test", environment, region, alarms: alarmsSchema.parse({}) }, runbookPaths);
}

/** Something for others to depend on. */
export function standIn(name: string): aws.eks.Addon {
    return new aws.eks.Addon(name, { addonName: name, clusterName: "inference-platform-test" });
}
