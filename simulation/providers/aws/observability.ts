import { dnsSuffix, regionalArn } from "../account";
import { given, hex, text } from "../naming";
import { type TypeTable } from "../types";
import { forcesNewInRegion } from "./facts";

/** CloudWatch, SNS and SQS. */
export const observabilityTypes: TypeTable = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        autoName: { property: "name", maxLength: 255 },
        outputs: ({ account }, id) => ({ arn: regionalArn(account, "cloudwatch", `alarm:${id}`) }),
        replaceOn: forcesNewInRegion("cloudwatch/metric_alarm.go", "name"),
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        id: ({ inputs, name }) => text(inputs, "dashboardName", name),
        outputs: ({ account }, id) => ({
            dashboardArn: `arn:${account.partition}:cloudwatch::${account.accountId}:dashboard/${id}`,
        }),
        replaceOn: forcesNewInRegion("cloudwatch/dashboard.go", "dashboardName"),
    },
    "aws:cloudwatch/logGroup:LogGroup": {
        autoName: { property: "name", maxLength: 512 },
        outputs: ({ inputs, account }, id) => ({
            arn: regionalArn(account, "logs", `log-group:${id}`),
            logGroupClass: given(inputs, "logGroupClass", "STANDARD"),
        }),
        replaceOn: forcesNewInRegion("logs/group.go", "logGroupClass", "name", "namePrefix"),
    },
    "aws:cloudwatch/eventRule:EventRule": {
        autoName: { property: "name", maxLength: 64 },
        outputs: ({ account }, id) => ({ arn: regionalArn(account, "events", `rule/${id}`) }),
        replaceOn: forcesNewInRegion("events/rule.go", "eventBusName", "name", "namePrefix"),
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
        id: ({ inputs, name }) => `${text(inputs, "rule")}-${text(inputs, "targetId", name)}`,
        outputs: ({ inputs, name }) => ({ targetId: text(inputs, "targetId", name) }),
        replaceOn: forcesNewInRegion("events/target.go", "eventBusName", "rule", "targetId"),
    },
    "aws:sns/topic:Topic": {
        autoName: { property: "name", maxLength: 256 },
        id: ({ inputs, account }) => regionalArn(account, "sns", text(inputs, "name")),
        outputs: ({ account }, id) => ({ arn: id, owner: account.accountId }),
        replaceOn: forcesNewInRegion("sns/topic.go", "fifoTopic", "name", "namePrefix"),
    },
    "aws:sns/topicPolicy:TopicPolicy": {
        id: ({ inputs }) => text(inputs, "arn"),
        outputs: ({ account }) => ({ owner: account.accountId }),
        replaceOn: forcesNewInRegion("sns/topic_policy.go", "arn"),
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        id: ({ inputs, seed }) => `${text(inputs, "topic")}:${hex(seed, 32)}`,
        outputs: ({ account }, id) => ({
            arn: id,
            ownerId: account.accountId,
            confirmationWasAuthenticated: false,
            pendingConfirmation: false,
        }),
        replaceOn: forcesNewInRegion("sns/topic_subscription.go", "endpoint", "protocol", "topic"),
    },
    "aws:sqs/queue:Queue": {
        autoName: { property: "name", maxLength: 80 },
        id: ({ inputs, account }) =>
            `https://sqs.${account.region}.${dnsSuffix(account.partition)}/${account.accountId}/${text(inputs, "name")}`,
        outputs: ({ inputs, account }, id) => ({ arn: regionalArn(account, "sqs", text(inputs, "name")), url: id }),
        replaceOn: forcesNewInRegion("sqs/queue.go", "fifoQueue", "name", "namePrefix"),
    },
    "aws:sqs/queuePolicy:QueuePolicy": {
        id: ({ inputs }) => text(inputs, "queueUrl"),
        replaceOn: forcesNewInRegion("sqs/queue_policy.go", "queueUrl"),
    },
};
