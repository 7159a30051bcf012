import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { releaseCommand } from "../../../cli/release/command";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { captured } from "../../support/terminal";
import { temporaryFolder } from "../../support/temporary";

const changelog = "# Changelog\n\n## Unreleased\n\n- **More models.**\n\n## 0.1.0 (2026-01-05)\n\n- **First.**\n";

/** A repository below a folder with one commit, as a release finds it. */
function newRepository(parent: string, text: string): { folder: string; git: (...args: string[]) => string } {
    const folder = mkdtempSync(path.join(parent, "repository-"));
    const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
    writeFileSync(path.join(folder, "CHANGELOG.md"), text);
    writeFileSync(path.join(folder, "package.json"), `${JSON.stringify({ name: "p", version: "0.1.0" })}\n`);
    git("init", "--quiet");
    git("config", "user.email", "dev@example.com");
    git("config", "user.name", "Dev");
    git("add", "--all");
    git("commit", "--quiet", "--message", "Begin");
    return { folder, git };
}

const release = (folder: string, ...args: string[]) => captured((terminal) => releaseCommand(args, terminal, folder));

describe("npm run release", () => {
    const temporary = temporaryFolder();
    const repository = (text = changelog) => newRepository(temporary.path, text);

    it("dates the changelog, sets the version, commits and tags", async () => {
        const { folder, git } = repository();
        const { code, err } = await release(folder, "0.2.0");
        assert.deepEqual([code, err], [ExitCode.Ok, ""]);
        const today = new Date().toISOString().slice(0, 10);
        assert.equal(
            readFileSync(path.join(folder, "CHANGELOG.md"), "utf8"),
            changelog.replace("## Unreleased\n", `## Unreleased\n\n## 0.2.0 (${today})\n`),
        );
        assert.match(readFileSync(path.join(folder, "package.json"), "utf8"), /"version": ?"0\.2\.0"/);
        assert.deepEqual(
            [git("describe"), git("log", "-1", "--format=%s"), git("status", "--porcelain")],
            ["v0.2.0", "Release 0.2.0", ""],
        );
    });

    for (const [what, version, message] of [
        ["a version that does not follow", "0.1.0", "Version 0.1.0 does not follow 0.1.0: choose a greater one.\n"],
        [
            "a smaller version with more digits",
            "0.0.10",
            "Version 0.0.10 does not follow 0.1.0: choose a greater one.\n",
        ],
        ["what is not a version", "v0.2", '"v0.2" is not a version: three numbers such as 1.4.0.\n'],
    ] as const) {
        it(`rejects ${what} and changes nothing`, async () => {
            const { folder, git } = repository();
            assert.deepEqual(await release(folder, version), { code: ExitCode.InvalidInput, out: "", err: message });
            assert.deepEqual([git("status", "--porcelain"), git("tag")], ["", ""]);
        });
    }

    it("rejects a release with changes that are not committed", async () => {
        const { folder } = repository();
        writeFileSync(path.join(folder, "new.txt"), "");
        assert.deepEqual(await release(folder, "0.2.0"), {
            code: ExitCode.InvalidInput,
            out: "",
            err: "There are changes that are not committed: commit or remove them, then release.\n",
        });
    });

    it("rejects a version that is tagged", async () => {
        const { folder, git } = repository();
        git("tag", "v0.2.0");
        assert.equal((await release(folder, "0.2.0")).err, "The tag v0.2.0 exists: choose another version.\n");
    });

    for (const [what, text, message] of [
        [
            "nothing to release",
            "# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-01-05)\n\n- **First.**\n",
            '"## Unreleased" of CHANGELOG.md is empty: describe what changes for users, then release.\n',
        ],
        [
            "a changelog without the section",
            "# Changelog\n",
            'CHANGELOG.md has no section "## Unreleased": a release describes what is in it.\n',
        ],
    ] as const) {
        it(`rejects ${what}`, async () => {
            const { folder, git } = repository(text);
            assert.deepEqual(await release(folder, "0.2.0"), { code: ExitCode.InvalidInput, out: "", err: message });
            assert.equal(git("status", "--porcelain"), "");
        });
    }
});
