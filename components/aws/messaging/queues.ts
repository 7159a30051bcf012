import { type Queues } from "../../cloud";
import { partitionOf, serviceHost } from "../regions";

/** SQS queues. Source: KEDA, scalers, AWS SQS Queue. */
export const queues: Queues = {
    authentication: { podIdentity: { provider: "aws" } },
    trigger: (url, lengthPerReplica) => ({
        type: "aws-sqs-queue",
        metadata: {
            queueURL: url,
            queueLength: String(lengthPerReplica),
            awsRegion: queueOf(url).region,
        },
    }),
    host: (url) => serviceHost("sqs", queueOf(url).region),
    idOf: (url) => queueOf(url).arn,
};

/**
 * Region and ARN of a queue, from its URL.
 *
 * @throws Error when the URL does not name an SQS queue
 */
export function queueOf(url: string): { readonly region: string; readonly arn: string } {
    const match = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(\d{12})\/(.+)$/.exec(url);
    const [, region, account, name] = match ?? [];
    if (region === undefined || account === undefined || name === undefined) {
        throw new Error(`"${url}" is not an SQS queue URL`);
    }
    return { region, arn: `arn:${partitionOf(region)}:sqs:${region}:${account}:${name}` };
}
