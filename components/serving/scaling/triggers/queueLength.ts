import { type ScalingConfig } from "../../../../config/serving/scaling";
import { type ScalingTrigger, type Setting } from "./trigger";

/** Messages that wait in a queue of the cloud, per pod. */
export const queueLength: ScalingTrigger<Setting<"sqs">> = {
    fallsBack: true,
    startsFromZero: true,
    needsQueue: false,
    authenticated: true,
    faults: () => [],
    render: ({ queueUrl, length }, { authentication }) => [
        {
            type: "aws-sqs-queue",
            name: "sqs",
            metadata: { queueURL: queueUrl, queueLength: String(length), awsRegion: queueOf(queueUrl).region },
            authenticationRef: { name: authentication },
        },
    ],
};

/** ARNs of the queues that scale a workload. */
export function scalingQueues({ sqs }: Pick<ScalingConfig, "sqs">): readonly string[] {
    return sqs === undefined ? [] : [queueOf(sqs.queueUrl).arn];
}

/** Region and ARN of a queue, from its URL. */
function queueOf(url: string): { readonly region: string; readonly arn: string } {
    const match = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/(\d{12})\/(.+)$/.exec(url);
    const [, region, china, account, name] = match ?? [];
    if (region === undefined || account === undefined || name === undefined) {
        throw new Error(`"${url}" is not an SQS queue URL`);
    }
    const partition = china !== undefined ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    return { region, arn: `arn:${partition}:sqs:${region}:${account}:${name}` };
}
