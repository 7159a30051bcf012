import assert from "node:assert/strict";
import { type Simulated, simulateStack } from "../../support/simulate";

const association = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const queue = (region: string, name: string) => `https://sqs.${region}.amazonaws.com/111122223333/${name}`;
const scaledOn = (workload: string, url: string) =>
    `workloads.${workload}.scaling.sqs={ queueUrl: "${url}", length: 5 }`;

describe("workloads that scale on queues", () => {
    let run: Simulated;

    before(async () => {
        run = await simulateStack("dev", [
            scaledOn("ai-inference-app", queue("us-west-2", "requests")),
            scaledOn("anomaly-detection", queue("eu-west-1", "events")),
        ]);
    });

    const operator = () =>
        run.one(association, run.all(association, ({ inputs }) => inputs.serviceAccount === "keda-operator")[0]?.name);

    it("let KEDA's operator ask exactly these queues for their length", () => {
        assert.equal(operator().inputs.namespace, "keda");
        const policy = run.one("aws:iam/rolePolicy:RolePolicy", operator().name).inputs.policy as string;
        const { Statement } = JSON.parse(policy) as { Statement: { Action: unknown; Resource: unknown }[] };
        assert.deepEqual(
            Statement.map(({ Action, Resource }) => [Action, Resource].flat()),
            [
                ["sqs:GetQueueAttributes", "arn:aws:sqs:eu-west-1:111122223333:events"],
                // The stack's own, of its workloads document-classification and ranking.
                ["sqs:GetQueueAttributes", "arn:aws:sqs:us-west-2:111122223333:documents"],
                ["sqs:GetQueueAttributes", "arn:aws:sqs:us-west-2:111122223333:ranking"],
                ["sqs:GetQueueAttributes", "arn:aws:sqs:us-west-2:111122223333:requests"],
            ],
        );
    });

    it("start KEDA only once it has its identity", () => {
        assert.ok(run.dependsOn(run.one("kubernetes:helm.sh/v3:Release", "keda"), operator()));
    });

    it("give KEDA no identity where no workload asks for a queue", async () => {
        const plain = await simulateStack("prod");
        assert.deepEqual(
            plain.all(association, ({ inputs }) => inputs.serviceAccount === "keda-operator"),
            [],
        );
    });
});
