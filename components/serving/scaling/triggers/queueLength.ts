import { type ScalingConfig } from "../../../../config/serving/scaling";
import { type ScalingTrigger, type Setting } from "./trigger";

/** Messages that wait in a queue of the cloud, per pod. */
export const queueLength: ScalingTrigger<Setting<"sqs">> = {
    fallsBack: true,
    startsFromZero: true,
    needsQueue: false,
    authenticated: true,
    faults: () => [],
    render: ({ queueUrl, length }, { authentication, queues }) => {
        const { type, metadata } = queues.trigger(queueUrl, length);
        return [{ type, name: "sqs", metadata, authenticationRef: { name: authentication } }];
    },
};

/** URLs of the queues that scale a workload. */
export function scalingQueues({ sqs }: Pick<ScalingConfig, "sqs">): readonly string[] {
    return sqs === undefined ? [] : [sqs.queueUrl];
}
