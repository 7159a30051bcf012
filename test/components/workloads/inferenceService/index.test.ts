import { itRejects } from "../../../support/serving/itRejects";

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("an inference-service workload", () => {
    itRejects([
        [
            { ...app, secrets: { KEY: { secret: "a" } }, env: { KEY: "b" } },
            "env.KEY",
            'is also under "secrets": keep it there alone',
        ],
        [
            { ...app, shutdown: {}, graceSeconds: 60 },
            "graceSeconds",
            "follows from shutdown.seconds when the server is stopped by a request: leave it out",
        ],
    ]);
});
