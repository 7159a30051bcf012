import { type AlertTopics } from "../../cloud";
import { serviceHost } from "../regions";

/** SNS topics, published to with the identity of Alertmanager's pods. Source: Alertmanager, configuration, sns_config. */
export const alertTopics: AlertTopics = {
    receiver: (topicArn) => ({
        sns_configs: [{ topic_arn: topicArn, sigv4: { region: regionOf(topicArn) }, send_resolved: true }],
    }),
    host: (topicArn) => serviceHost("sns", regionOf(topicArn)),
};

function regionOf(topicArn: string): string {
    const [, , , region] = topicArn.split(":");
    if (region === undefined) {
        throw new Error(`"${topicArn}" is not the ARN of a topic`);
    }
    return region;
}
