import { type Simulated } from "../simulate";
import { alarmType } from "./alarms";
import { simulateAws } from "./awsSide";

const account = "111122223333";

/** Bucket of the model store of `prod`. */
export const modelBucket = `inference-prod-models-${account}-us-west-2`;

/** Bucket of its replica in a region. */
export const replicaOf = (region: string) => `inference-prod-models-${account}-${region}`;

/** Lists of replica regions: one, several, and one on another continent. */
export const someRegions = [
    ["eu-west-1"],
    ["us-east-1", "eu-west-1"],
    ["us-east-1", "eu-west-1", "ap-southeast-2"],
] as const;

/** The AWS side of `prod` with replicas of the model store in these regions. */
export function withReplicas(...regions: readonly string[]): Promise<Simulated> {
    return simulateAws("prod", { settings: [`modelStore.replicaRegions=${JSON.stringify(regions)}`] });
}

/** ARN of the key that encrypts models in a region. */
export function keyIn(run: Simulated, region: string): unknown {
    const name = region === "us-west-2" ? "storage-objects" : `models-${region}-objects`;
    return run.one("aws:kms/key:Key", name).outputs.arn;
}

/** The alarms on replication, beside those of the rest of the stack. */
export function replicationAlarmsOf(run: Simulated) {
    return run.all(alarmType, ({ inputs }) => inputs.namespace === "AWS/S3");
}
