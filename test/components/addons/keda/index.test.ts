import assert from "node:assert/strict";
import { keda, kedaValues } from "../../../../components/addons/keda";
import { someFacts } from "../../../support/addons";

describe("KEDA", () => {
    it("runs twice in production, its metrics server included", () => {
        const values = kedaValues(someFacts());
        assert.deepEqual([values.operator.replicaCount, values.metricsServer.replicaCount], [2, 2]);
        assert.equal(values.logging.operator.format, "json");
    });

    it("reads no secrets of workloads: one that is not there yet does not keep a workload from being scaled", () => {
        const { operator, metricServer } = kedaValues(someFacts()).permissions;
        assert.deepEqual([operator.restrict.secret, metricServer.restrict.secret], [true, true]);
    });

    it("can call the API server, the cloud and Prometheus through its own network policies", () => {
        const anywhere = { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }] };
        const open = JSON.stringify(anywhere).slice(1, -1);
        const { kubernetes } = kedaValues(someFacts()).networkPolicy;
        for (const part of Object.values(kubernetes)) {
            assert.ok(JSON.stringify(part.extraEgressRules).includes(open));
        }
        assert.match(JSON.stringify(kubernetes.operator), /"monitoring".*9090/);
    });

    it("may watch the queues that scale workloads, and has no identity without any", () => {
        const identity = keda.releases?.keda?.identity;
        assert.equal(identity?.(someFacts()), undefined);
        assert.deepEqual(identity?.(someFacts({}, { watchedQueues: ["arn:aws:sqs:us-west-2:111122223333:jobs"] })), {
            name: "keda-operator",
            namespace: "keda",
            serviceAccount: "keda-operator",
            access: [{ kind: "watch-queue", queue: "arn:aws:sqs:us-west-2:111122223333:jobs" }],
        });
    });
});
