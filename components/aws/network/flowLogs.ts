import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyJson, serviceTrust } from "../identity/policyDocument";
import { type AwsScope } from "../scope";

export interface FlowLogsArgs {
    readonly scope: AwsScope;
    readonly vpcId: pulumi.Input<string>;
    /** Days that the logs are kept. */
    readonly days: number;
}

/** A record of every connection in the network, accepted and rejected, in CloudWatch. */
export class FlowLogs extends pulumi.ComponentResource {
    constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:FlowLogs", name, {}, opts);
        const { scope } = args;
        const group = new aws.cloudwatch.LogGroup(
            name,
            { retentionInDays: args.days, tags: scope.tags },
            { parent: this },
        );
        const role = new aws.iam.Role(
            name,
            {
                description: `Flow logs of stack ${scope.stack}`,
                assumeRolePolicy: serviceTrust("vpc-flow-logs.amazonaws.com", {
                    StringEquals: { "aws:SourceAccount": scope.accountId },
                }),
                tags: scope.tags,
            },
            { parent: this },
        );
        const policy = new aws.iam.RolePolicy(
            name,
            {
                role: role.name,
                policy: policyJson([
                    {
                        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                        resources: [pulumi.interpolate`${group.arn}:*`],
                    },
                    { actions: ["logs:DescribeLogGroups"], resources: [group.arn] },
                ]),
            },
            { parent: this },
        );
        new aws.ec2.FlowLog(
            name,
            {
                vpcId: args.vpcId,
                trafficType: "ALL",
                maxAggregationInterval: 600,
                logDestinationType: "cloud-watch-logs",
                logDestination: group.arn,
                iamRoleArn: role.arn,
                tags: scope.tags,
            },
            { parent: this, dependsOn: [policy] },
        );
        this.registerOutputs({});
    }
}
