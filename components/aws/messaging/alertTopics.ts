import { type AlertTopics } from "../../cloud";

/** SNS topics, published to with the identity of Alertmanager's pods. Source: Alertmanager, configuration, sns_config. */
export const alertTopics: AlertTopics = {
    receiver: (topicArn) => ({
        sns_configs: [{ topic_arn: topicArn, sigv4: { region: regionOf(topicArn) }, send_resolved: true }],
    }),
};

function regionOf(topicArn: string): string {
    const [, , , region] = topicArn.split(":");
    if (region === undefined) {
        throw new Error(`"${topicArn}" is not the ARN of a topic`);
    }
    return region;
}
