import assert from "node:assert/strict";
import { render, spec } from "../../../support/serving/render";
import { itRejects } from "../../../support/serving/itRejects";

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("an inference-service workload", () => {
    it("gets the time to end its longest request when it is stopped", async () => {
        const run = await render({ slow: { ...app, traffic: { timeoutSeconds: 300 } }, quick: app });
        const grace = (name: string) =>
            // eslint-disable-next-line @typescript-eslint/no-unsafe-member-access -- rendered objects of many shapes
            spec(run, "Deployment", name).template.spec.terminationGracePeriodSeconds as number;
        assert.deepEqual([grace("slow"), grace("quick")], [310, 60]);
    });

    itRejects([
        [
            { ...app, secrets: { KEY: { secret: "a" } }, env: { KEY: "b" } },
            "env.KEY",
            'is also under "secrets": keep it there alone',
        ],
        [
            { ...app, secrets: { LOG_LEVEL: { secret: "a" } } },
            "secrets.LOG_LEVEL",
            "is set by the platform: choose another name",
        ],
        [
            { ...app, env: { HTTP_PORT: "9000" } },
            "env.HTTP_PORT",
            "is set by the platform, whose ports and files rely on it: leave it out",
        ],
        [
            { ...app, traffic: { timeoutSeconds: 120 }, graceSeconds: 60 },
            "graceSeconds",
            "is 60: must be at least 130, 10 seconds to drain and traffic.timeoutSeconds for running requests",
        ],
        [
            { ...app, shutdown: {}, traffic: { timeoutSeconds: 45 } },
            "shutdown.seconds",
            "is 30: must be at least traffic.timeoutSeconds (45), the longest that a running request takes",
        ],
        [
            { ...app, shutdown: {}, graceSeconds: 60 },
            "graceSeconds",
            "follows from shutdown.seconds when the server is stopped by a request: leave it out",
        ],
    ]);
});
