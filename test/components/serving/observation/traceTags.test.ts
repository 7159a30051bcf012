import assert from "node:assert/strict";
import { render } from "../../../support/serving/render";
import { simulateStack } from "../../../support/simulate";

const serving = { kind: "tensorflow-serving", callers: { client: {} } };

/** Tags of the spans of each object's pods, by its name. */
async function tagsOf(workloads: object): Promise<Readonly<Record<string, object>>> {
    const { resources } = await render(workloads);
    const telemetries = resources.filter(({ inputs }) => inputs.kind === "Telemetry");
    return Object.fromEntries(
        telemetries.map(({ inputs }) => {
            const { selector, tracing } = inputs.spec as {
                selector: { matchLabels: object };
                tracing: [{ customTags: Readonly<Record<string, { literal: { value: string } }>> }];
            };
            const tags = Object.entries(tracing[0].customTags).map(([tag, { literal }]) => [tag, literal.value]);
            return [
                (inputs.metadata as { name: string }).name,
                { pods: selector.matchLabels, ...Object.fromEntries(tags) },
            ];
        }),
    );
}

describe("spans of a workload's proxies", () => {
    it("name the model and its version, each version of the workload its own", async () => {
        const detector = {
            ...serving,
            models: { detector: { versions: [1] } },
            traffic: {
                strategy: "weighted",
                versions: { v1: { weight: 90 }, v2: { weight: 10, models: { detector: { versions: [2] } } } },
            },
        };
        assert.deepEqual(await tagsOf({ detector }), {
            "detector-v1": {
                pods: { app: "detector", version: "v1" },
                version: "v1",
                model: "detector",
                model_version: "1",
            },
            "detector-v2": {
                pods: { app: "detector", version: "v2" },
                version: "v2",
                model: "detector",
                model_version: "2",
            },
        });
    });

    it("name all models of a server that has several, with their versions", async () => {
        const models = { words: { versions: [1, 2] }, images: { versions: { latest: 1 } } };
        assert.deepEqual(await tagsOf({ several: { ...serving, models, modelVolume: { kind: "mount" } } }), {
            several: {
                pods: { app: "several" },
                version: "v1",
                model: "images,words",
                model_version: "images/latest-1,words/1,words/2",
            },
        });
    });

    it("have no tags of ours where nothing is traced", async () => {
        const traces = ({ resources }: Awaited<ReturnType<typeof simulateStack>>) =>
            resources.filter(({ name }) => name.endsWith("-traces")).length;
        assert.ok(traces(await simulateStack("dev")) > 5);
        assert.equal(traces(await simulateStack("dev", ["addons.tracing.enabled=false"])), 0);
    });
});
