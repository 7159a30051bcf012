import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { controlPlaneFiles } from "../integration/controlPlaneFiles";

const folder = path.resolve(__dirname, "../integration");

/** What gives a test a control plane that other files use as well. */
const shared =
    /import \{[^}]*\b(?:environment|plainCluster|applied|settled)\b[^}]*\} from "(?:\.\/|\.\.\/)(?:environment|apply|settled)"/;

describe("tests on shared control planes", () => {
    it("are all in the list of those that one worker takes, so that no other starts the same control planes", () => {
        const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
            file.endsWith(".test.ts"),
        );
        const sharing = files.filter((file) => shared.test(readFileSync(path.join(folder, file), "utf8")));
        // On somebody else's cluster it runs alone.
        assert.deepEqual(sharing.filter((file) => file !== "existing.test.ts").sort(), [...controlPlaneFiles].sort());
    });
});
