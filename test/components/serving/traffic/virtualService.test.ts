import assert from "node:assert/strict";
import { type HttpRoute } from "../../../../components/serving/istioTypes";
import { render, spec } from "../../../support/serving/render";

const detector = { kind: "tensorflow-serving", models: { m: { versions: [1] } } };

async function routesOf(traffic: object): Promise<readonly HttpRoute[]> {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes
    return spec(await render({ w: { ...detector, traffic } }), "VirtualService", "w").http as readonly HttpRoute[];
}

describe("the routes of a workload", () => {
    it("leave a pod that hangs after the time of one try, where the stack file gives tries a limit", async () => {
        const [limited] = await routesOf({ tryTimeoutSeconds: 2, timeoutSeconds: 10 });
        assert.deepEqual(limited?.retries, {
            attempts: 2,
            perTryTimeout: "2s",
            retryOn: "connect-failure,refused-stream,reset,unavailable,503",
        });
        const [unlimited] = await routesOf({});
        assert.deepEqual(unlimited?.retries, {
            attempts: 2,
            retryOn: "connect-failure,refused-stream,reset-before-request,unavailable,503",
        });
    });

    it("aim deliberate faults at one version, and spare the requests of others", async () => {
        const versions = { v1: { weight: 80 }, v2: { weight: 20 } };
        const fault = { version: "v2", abort: { httpStatus: 503 } };
        const [aimed, main] = await routesOf({ strategy: "weighted", versions, fault });
        const host = "w.ml-production.svc.cluster.local";
        assert.deepEqual(aimed?.route, [{ destination: { host, subset: "v2" } }]);
        assert.deepEqual(aimed.match, [{ headers: { "x-fault-injection": { exact: "true" } } }]);
        assert.equal(main?.fault, undefined);
        assert.equal(main?.route?.length, 2);
    });
});
