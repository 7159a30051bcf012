import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { openRevision, RevisionError } from "../../../simulation/rehearse/revision";

describe("openRevision", () => {
    let root: string;
    const git = (...args: string[]) =>
        execFileSync("git", ["-C", root, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
            encoding: "utf8",
        });

    beforeEach(() => {
        root = realpathSync(mkdtempSync(path.join(os.tmpdir(), "revision-test-")));
        mkdirSync(path.join(root, "node_modules"));
        writeFileSync(path.join(root, ".gitignore"), "node_modules\n");
        git("init", "--quiet", "--initial-branch=main");
        writeFileSync(path.join(root, "index.ts"), "old");
        git("add", ".");
        git("commit", "--quiet", "-m", "old");
        writeFileSync(path.join(root, "index.ts"), "new, and not committed");
    });

    afterEach(() => rmSync(root, { recursive: true, force: true }));

    it("checks out the revision with the same packages, and removes it at the end", () => {
        const revision = openRevision(root, "main");
        assert.equal(readFileSync(path.join(revision.folder, "index.ts"), "utf8"), "old");
        assert.equal(
            realpathSync(path.join(revision.folder, "node_modules")),
            realpathSync(path.join(root, "node_modules")),
        );
        assert.equal(git("rev-parse", "main").startsWith(revision.commit), true);

        revision.close();
        revision.close();
        assert.equal(existsSync(revision.folder), false);
        assert.equal(existsSync(path.join(root, "node_modules")), true);
        assert.equal(git("worktree", "list").trim().split("\n").length, 1);
        assert.equal(readFileSync(path.join(root, "index.ts"), "utf8"), "new, and not committed");
    });

    it("rejects an unknown revision, also one that looks like an option", () => {
        for (const ref of ["nope", "--help"]) {
            assert.throws(
                () => openRevision(root, ref),
                new RevisionError(
                    `"--from ${ref}" is not a revision of this repository: use a branch, a tag or a commit`,
                ),
            );
        }
    });
});
