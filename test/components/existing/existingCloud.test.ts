import assert from "node:assert/strict";
import { existingCloud } from "../../../components/existing/existingCloud";
import { existingCluster } from "../../support/existingStack";

const backend = { healthPort: 15021, healthPath: "/healthz/ready", drainSeconds: 60 };

describe("existingCloud", () => {
    it("makes every volume of the one StorageClass that the stack file names", () => {
        const { storageClasses } = existingCloud(existingCluster({ storageClass: "local-path" }));
        assert.deepEqual(storageClasses, { default: "local-path", retained: "local-path" });
    });

    for (const [type, policy] of [
        ["ClusterIP", undefined],
        ["NodePort", "Local"],
        ["LoadBalancer", "Local"],
    ] as const) {
        it(`gives the gateway a Service of type ${type} without a class or annotations of a cloud`, () => {
            const { loadBalancers } = existingCloud(existingCluster({ gatewayService: type }));
            assert.deepEqual(loadBalancers.gatewayService({ scheme: "internal" }, backend), {
                type,
                ...(policy !== undefined && { externalTrafficPolicy: policy }),
                annotations: {},
            });
        });
    }

    it("lets controllers reach an API server on the port it listens on, and no service for credentials", () => {
        const { nodeServices } = existingCloud(existingCluster());
        assert.equal(nodeServices.apiServerPort, 6443);
        assert.equal(nodeServices.credentials, undefined);
    });

    it("names the key of a service that is not there", () => {
        const { queues, alertTopics } = existingCloud(existingCluster());
        assert.throws(() => queues.host("https://queue.example.com"), /^Error: access\.queues needs a service/);
        assert.throws(() => alertTopics.host("topic"), /^Error: access\.topics needs a service/);
        assert.throws(() => queues.idOf("https://queue.example.com"), {
            message: "scaling.sqs needs a service of a cloud, which an existing cluster does not have",
        });
    });
});
