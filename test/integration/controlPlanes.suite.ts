import { createRequire } from "node:module";
import path from "node:path";
import { controlPlaneFiles } from "./controlPlaneFiles";
import { stopAll } from "./environment";
import { noteDuration } from "./notes";

/** All files of `controlPlaneFiles` as one for mocha, which hands a file to one worker process. */

for (const file of controlPlaneFiles) {
    describe(file, () => {
        let begun = 0;
        before(() => {
            begun = Date.now();
        });
        after(() => noteDuration(file, (Date.now() - begun) / 1000));
        // Declares its tests while mocha loads this one.
        createRequire(__filename)(path.join(__dirname, file));
    });
}

// The other workers have the cores: control planes take a part of one as long as they run.
after(() => stopAll());
