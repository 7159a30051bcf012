import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { mutations } from "../mesh/mutations";
import { alertPromises } from "./alertPromises";
import { breakages } from "./breakages";
import { queuePromises } from "./queuePromises";
import { rolloutPromises } from "./rolloutPromises";
import { scalingPromises } from "./scalingPromises";

const promises = [...scalingPromises, ...queuePromises, ...rolloutPromises, ...alertPromises];

describe("faults in the objects of the controllers tests", () => {
    it("are each about a promise, and no two are called the same", () => {
        const names = promises.map(({ name }) => name);
        assert.deepEqual(
            breakages.filter(({ of }) => !names.includes(of)),
            [],
        );
        const titles = breakages.map(({ of, what }) => `${of}: ${what}`);
        assert.equal(new Set(titles).size, titles.length);
    });

    it("are as many as the docs say, with those of the mesh", () => {
        const sentences = {
            "runtime-tests.md": `${breakages.length} are listed, and ${mutations.length} in the mesh.`,
            "integration-tests.md": `${mutations.length} in the mesh and ${breakages.length} in the controllers' objects`,
        };
        for (const [page, sentence] of Object.entries(sentences)) {
            const docs = readFileSync(path.resolve(__dirname, "../../docs", page), "utf8");
            assert.ok(docs.includes(sentence), `docs/${page} should say: ${sentence}`);
        }
    });
});
