import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { InputError } from "../../simulation/errors";
import { newCommand, parseArguments, projectFolder } from "../shared/arguments";
import { ExitCode } from "../shared/exitCodes";
import { reportFailure } from "../shared/failure";
import { type Terminal } from "../shared/terminal";
import { releasedChangelog, requireLaterVersion } from "./changelog";

const run = promisify(execFile);

/**
 * `npm run release -- <version>`: dates the changelog, sets the version, commits and tags. It pushes nothing.
 *
 * @param folder repository that is released. Default: this project
 */
export async function releaseCommand(
    args: readonly string[],
    terminal: Terminal,
    folder = projectFolder,
): Promise<ExitCode> {
    const parser = newCommand({
        name: "release",
        usage: "<version>",
        description: "Dates the changelog, sets the version of package.json, commits and tags. Nothing is pushed.",
        examples: [
            ["1.4.0", "commit and tag v1.4.0"],
            ["2.0.0", "a release after which users must act"],
        ],
        exitCodes: {
            [ExitCode.Ok]: "the release is committed and tagged",
            [ExitCode.InvalidInput]: "wrong version, changes that are not committed, or nothing to release",
            [ExitCode.Failed]: "anything else",
        },
    }).argument("<version>", "three numbers, greater than the current version");
    const ended = parseArguments(parser, args, terminal);
    if (ended !== undefined) {
        return ended;
    }
    const [version = ""] = parser.args;
    try {
        await release(folder, version);
        terminal.stdout.write(`v${version} is committed and tagged. Publish it:\n  git push --follow-tags\n`);
        return ExitCode.Ok;
    } catch (error) {
        return reportFailure(error, terminal);
    }
}

async function release(folder: string, version: string): Promise<void> {
    const git = async (...args: string[]) => (await run("git", args, { cwd: folder })).stdout.trim();
    const { version: current } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as {
        version: string;
    };
    requireLaterVersion(version, current);
    if ((await git("status", "--porcelain")) !== "") {
        throw new InputError("There are changes that are not committed: commit or remove them, then release.");
    }
    if ((await git("tag", "--list", `v${version}`)) !== "") {
        throw new InputError(`The tag v${version} exists: choose another version.`);
    }
    const changelog = path.join(folder, "CHANGELOG.md");
    const today = new Date().toISOString().slice(0, "2026-11-28".length);
    await writeFile(changelog, releasedChangelog(await readFile(changelog, "utf8"), version, today));
    await run("npm", ["version", version, "--no-git-tag-version", "--ignore-scripts"], { cwd: folder });
    await git("commit", "--all", "--message", `Release ${version}`);
    await git("tag", "--annotate", `v${version}`, "--message", `Release ${version}`);
}
