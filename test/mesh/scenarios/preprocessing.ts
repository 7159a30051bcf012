import assert from "node:assert/strict";
import { type Caller } from "../callers";
import { assertAll, denied, succeeded } from "./answers";
import { type MeshScenario } from "./scenario";
import { hostOf, infer, throughGateway } from "./targets";

/** A model on GPUs, and what stands in front of it. */
const model = "prepared";
const front = `${model}-preprocessor`;
const calls = 20;

export const preprocessing: readonly MeshScenario[] = [
    {
        title: "a request goes through gateway and preprocessor to the model, and its answer comes back",
        holds: async (mesh, figure) => {
            const [server] = mesh.servers({ app: model });
            assert.ok(server !== undefined);
            await server.takeRecord();
            const headers = { "x-pass-on": `http://${hostOf(model)}/predict` };
            const load = throughGateway(mesh, `/${model}/predict`, { headers, count: calls });
            const answers = await mesh.outside.clients.visitor.send(load);
            const names = new RegExp(`^${front}\\S* ${model}\\S*$`);
            assertAll(
                "through the preprocessor",
                answers,
                (answer) => succeeded(answer) && names.test(answer.servedBy ?? ""),
            );
            const { requests, paths } = await server.takeRecord();
            assert.deepEqual([requests, paths], [calls, { "/predict": calls }]);
            figure(`${calls} of ${calls}, by both`);
        },
    },
    {
        title: "the preprocessor alone calls the model behind it",
        holds: async (mesh, figure) => {
            const others: readonly Caller[] = ["ai-inference-client", "stranger", "namesake"];
            for (const caller of others) {
                const answers = await mesh.caller(caller).send({ ...infer(model), count: calls });
                assertAll(`"${caller}" on the model`, answers, denied);
            }
            // The gateway reaches what stands in front, and that alone.
            const published = await mesh.outside.clients.visitor.send(
                throughGateway(mesh, `/${model}/predict`, { count: calls }),
            );
            assertAll("through the gateway", published, ({ servedBy = "" }) => servedBy.startsWith(front));
            figure(`${others.length} callers: none`);
        },
    },
];
