import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { chartCommand } from "../../cli/chart/command";
import { captured } from "../support/terminal";
import { temporaryFolder } from "../support/temporary";
import { describeObject, type KubeObject } from "./cluster/types";
import { render } from "./rendered";
import { ensureTool } from "./tools";

/** One workload of each shape: rollout, several versions, StatefulSet, Job, CronJob. */
const workloads = [
    ["prod", "ai-inference-rollout"],
    ["prod", "object-detection"],
    ["dev", "caption-generation"],
    ["prod", "model-training"],
    ["prod", "batch-inference"],
] as const;

describe("npm run chart, by Helm", () => {
    const temporary = temporaryFolder();

    for (const [stack, workload] of workloads) {
        it(`renders the objects of ${workload} in ${stack} with its default values`, async function () {
            this.timeout(0);
            const out = path.join(temporary.path, workload);
            const { code, err } = await captured((terminal) => chartCommand([stack, workload, "--out", out], terminal));
            assert.equal(code, 0, err);
            const helm = promisify(execFile)(await ensureTool("helm"), ["template", workload, out], {
                maxBuffer: 64 * 1024 * 1024,
            });
            const objects = parseAllDocuments((await helm).stdout).map((document) => document.toJS() as KubeObject);
            const key = (object: KubeObject) => `${object.apiVersion} ${describeObject(object)}`;
            const ofStack = new Map((await render(stack)).manifests.map((object) => [key(object), object]));
            assert.ok(objects.length > 5, `${objects.length} objects`);
            for (const object of objects) {
                assert.deepEqual(object, ofStack.get(key(object)), key(object));
            }
        });
    }
});
