import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { sampleName } from "../sampleServer";
import { type MeshScenario } from "./scenario";
import { throughGateway } from "./targets";

interface KnownAnswers {
    readonly request: object;
    readonly answers: Readonly<Record<string, object>>;
}

const known = JSON.parse(
    readFileSync(path.resolve(__dirname, "../../../samples/model/known-answers.json"), "utf8"),
) as KnownAnswers;

/** A real server and a real client: what a newcomer sees first. */
export const sample: readonly MeshScenario[] = [
    {
        title: "the sample server gives the known answer to curl, through gateway and sidecar",
        holds: async (mesh, figure) => {
            const { url } = throughGateway(mesh, `/${sampleName}/predict`);
            const text = await mesh.outside.run("visitor", [
                ...["curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "20", "--insecure"],
                ...["--connect-to", `::${mesh.gateway}:443`],
                ...["--header", "content-type: application/json", "--data", JSON.stringify(known.request)],
                url,
            ]);
            assert.deepEqual(JSON.parse(text), known.answers["1"]);
            figure(text.trim());
        },
    },
];
