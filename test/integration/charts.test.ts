import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { applied } from "./apply";
import { istioReleases, renderRelease } from "./charts";
import { type Reply, refusal } from "./cluster/client";
import { describeObject, type KubeObject } from "./cluster/types";
import { environment } from "./environment";
import { stackNames } from "./settings";
import { describeEach } from "./suite";

/** Charts bring their CRDs; the tests have those of the pinned modules. */
const notApplied = ["CustomResourceDefinition"];

describeEach(
    stackNames,
    "objects of Istio's charts",
    async (stack) => {
        await applied(stack);
        const { client, rendered } = await environment(stack);
        const folder = mkdtempSync(path.join(tmpdir(), "inference-platform-charts-"));
        const replies: [KubeObject, Reply][] = [];
        try {
            for (const release of istioReleases) {
                for (const object of await renderRelease(rendered, release, folder)) {
                    if (!notApplied.includes(object.kind)) {
                        // Not stored: the webhooks among them would ask an istiod that does not run here.
                        replies.push([object, await client.apply(object, { dryRun: true })]);
                    }
                }
            }
        } finally {
            rmSync(folder, { recursive: true });
        }
        return replies;
    },
    (prepared) => {
        it("are accepted with the stack's values", () => {
            assert.ok(prepared().length > 30, `${prepared().length} objects`);
            const refused = prepared().filter(([, { status }]) => status >= 300);
            assert.deepEqual(
                refused.map(([object, reply]) => `${describeObject(object)}: ${refusal(reply)}`),
                [],
            );
        });

        it("keep to the Pod Security of their namespaces", () => {
            const warnings = prepared().flatMap(([object, { warnings: texts }]) =>
                texts
                    .filter((text) => text.startsWith("would violate PodSecurity"))
                    .map((text) => `${describeObject(object)}: ${text}`),
            );
            assert.deepEqual(warnings, []);
        });
    },
);
