import assert from "node:assert/strict";
import { eventually } from "../../integration/wait";
import { assertAll, assertShare, grpc, percent, shareOf, succeeded } from "./answers";
import { type MeshScenario } from "./scenario";
import { predict } from "./targets";

const detector = predict("object-detection");

export const splitting: readonly MeshScenario[] = [
    {
        title: "weights split requests between versions",
        holds: async (mesh, figure) => {
            const count = 1000;
            const answers = await mesh.caller("object-detection-client").send({ ...detector, count, concurrency: 8 });
            assertAll("every request is answered", answers, succeeded);
            const second = mesh.servers({ app: "object-detection", version: "v2" }).map(({ name }) => name);
            const share = shareOf(answers, ({ servedBy }) => second.includes(servedBy ?? ""));
            figure(`${percent(1 - share)} / ${percent(share)} of ${count}, wanted 80 / 20`);
            assertShare("requests to v2", share, 0.2, count);
        },
    },
    {
        title: "a header reaches its version whatever the weights",
        holds: async (mesh, figure) => {
            const count = 200;
            const headers = { version: "v2" };
            const answers = await mesh
                .caller("object-detection-client")
                .send({ ...detector, headers, count, concurrency: 8 });
            const second = mesh.servers({ app: "object-detection", version: "v2" }).map(({ name }) => name);
            assertAll("answers of v2", answers, (each) => succeeded(each) && second.includes(each.servedBy ?? ""));
            figure(`${count} of ${count}`);
        },
    },
    {
        title: "a shadow gets copies of requests, and its answers reach nobody",
        holds: async (mesh, figure) => {
            const count = 200;
            const [version] = mesh.servers({ app: "shadowed", version: "v1" });
            const [shadow] = mesh.servers({ app: "shadowed", version: "shadow" });
            assert.ok(version !== undefined && shadow !== undefined);
            await shadow.behave({ grpcStatus: grpc.internal });
            try {
                await shadow.takeRecord();
                const answers = await mesh
                    .caller("object-detection-client")
                    .send({ ...predict("shadowed"), count, concurrency: 4 });
                assertAll("answers of v1", answers, (each) => succeeded(each) && each.servedBy === version.name);
                // Copies are sent behind the answers.
                let copies = 0;
                await eventually(
                    "all copies",
                    async () => (copies += (await shadow.takeRecord()).requests) >= count,
                    5,
                ).catch(() => undefined);
                figure(`${copies} copies of ${count} requests`);
                assert.equal(copies, count);
            } finally {
                await shadow.behave({ percent: 0 });
            }
        },
    },
    {
        title: "deliberate faults meet requests with the header and no others",
        stacks: ["dev"],
        holds: async (mesh, figure) => {
            const count = 400;
            const client = mesh.caller("object-detection-client");
            const headers = { "x-fault-injection": "true" };
            const [faulty, others] = await Promise.all([
                client.send({ ...detector, headers, count, concurrency: 200 }),
                client.send({ ...detector, count: 100, concurrency: 20 }),
            ]);
            const delayed = shareOf(faulty, ({ ms }) => ms >= 5000);
            const aborted = shareOf(faulty, ({ grpcStatus }) => grpcStatus === grpc.unavailable);
            figure(`${percent(delayed)} delayed by 5 s (50 wanted), ${percent(aborted)} aborted (10 wanted)`);
            assertShare("delayed", delayed, 0.5, count);
            assertShare("aborted", aborted, 0.1, count);
            assertAll("without the header", others, (each) => succeeded(each) && each.ms < 4000);
        },
    },
];
