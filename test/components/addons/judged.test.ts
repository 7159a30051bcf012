import assert from "node:assert/strict";
import path from "node:path";
import { loadProgram } from "../../../simulation/in-process/program";
import { PROJECT } from "../../../simulation/in-process/run";
import { simulate } from "../../../simulation/in-process/simulate";
import { readStackConfig } from "../../../simulation/stackFile";

const root = path.resolve(__dirname, "../../..");

const expose =
    "{ hostname: mlflow.example.com, issuer: https://login.example.com, jwksUri: https://login.example.com/jwks.json, audiences: [mlflow] }";
const sso =
    "{ clientId: grafana, clientSecret: grafana/sso, rootUrl: https://grafana.example.com, authUrl: https://login.example.com/a, tokenUrl: https://login.example.com/t, apiUrl: https://login.example.com/u }";

/** What `prod` leaves at its default. */
const everyOption = [
    `addons.mlflow.expose=${expose}`,
    `addons.monitoring.sso=${sso}`,
    "addons.monitoring.alerts.info={ kind: sns, topicArn: arn:aws:sns:us-west-2:111122223333:alerts }",
    "addons.vpa.applyRecommendations=true",
    "addons.warmCapacity={ t4: 2, v100: 1 }",
    "images={ mirror: mirror.example.com, pullSecret: registry }",
    "nodeGroups.spot-t4.timeSlicing=4",
];

async function faultsOf(stack: string, settings: readonly string[]): Promise<string[]> {
    const options = { stack, ...readStackConfig(root, stack, PROJECT, settings) };
    const { judgement, unknown } = await simulate(loadProgram(), options);
    const { violations, notEvaluated } = judgement;
    return [
        ...violations.map(({ policy, name, message }) => `${policy}: ${name}: ${message}`),
        ...notEvaluated.map(({ policy, name, path: at }) => `${policy}: ${name}: not evaluated at ${at}`),
        ...unknown,
    ];
}

describe("The policy pack finds nothing, not even to advise", () => {
    for (const backend of ["tempo", "jaeger"]) {
        it(`in production with every option on, traces in ${backend}`, async () => {
            assert.deepEqual(await faultsOf("prod", [...everyOption, `addons.tracing.backend=${backend}`]), []);
        });
    }

    // The others are asked for by something in the example stack: a stack file without them is refused.
    for (const addon of ["gpuMetrics", "logging", "tracing", "vpa"]) {
        it(`in development without ${addon}`, async () => {
            assert.deepEqual(await faultsOf("dev", [`addons.${addon}.enabled=false`]), []);
        });
    }
});
