import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment -- rendered objects of many shapes */

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

describe("the Service of a workload", () => {
    it("is one address for every version, which the mesh balances by request", async () => {
        const versions = { v1: { weight: 80 }, v2: { weight: 20 } };
        const run = await render({ w: { ...detector, traffic: { strategy: "weighted", versions } } });
        const { type, selector, ports } = spec(run, "Service", "w");
        assert.deepEqual([type, selector], ["ClusterIP", { app: "w" }]);
        // Without the protocol the mesh would balance gRPC by connection.
        assert.deepEqual(
            (ports as { name: string; targetPort: string; appProtocol: string }[]).map(
                ({ name, targetPort, appProtocol }) => [name, targetPort, appProtocol],
            ),
            [
                ["grpc", "grpc", "grpc"],
                ["http", "http", "http"],
            ],
        );
    });
});
