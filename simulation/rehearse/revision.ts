import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ExpectedError, InputError } from "../errors";

/** The revision of `--from` cannot be rehearsed. */
export class RevisionError extends InputError {}

/** Another revision of the program, in a temporary work tree. */
export interface Revision {
    /** As given on the command line. */
    readonly ref: string;
    /** Abbreviated commit. */
    readonly commit: string;
    readonly folder: string;
    /** Removes the work tree. Idempotent. */
    close(): void;
}

/**
 * Checks out `ref` in a temporary work tree that shares the installed packages.
 *
 * @param root folder of the present program
 * @throws RevisionError when the revision does not exist; ExpectedError when git is missing
 */
export function openRevision(root: string, ref: string): Revision {
    const commit = resolve(root, ref);
    const parent = realpathSync(mkdtempSync(path.join(os.tmpdir(), "rehearsal-from-")));
    const tree = path.join(parent, "tree");
    const close = () => {
        process.removeListener("exit", close);
        rmSync(parent, { recursive: true, force: true });
        git(root, "worktree", "prune");
    };
    process.once("exit", close);
    try {
        git(root, "worktree", "add", "--quiet", "--detach", tree, commit);
        // The program may be in a folder of a larger repository.
        const folder = path.join(tree, git(root, "rev-parse", "--show-prefix"));
        // The same copy of every package: two copies would be two SDKs to the engine.
        symlinkSync(realpathSync(path.join(root, "node_modules")), path.join(folder, "node_modules"), "junction");
        return { ref, commit: commit.slice(0, 9), folder, close };
    } catch (error) {
        close();
        throw error;
    }
}

function resolve(root: string, ref: string): string {
    try {
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            throw new ExpectedError('"--from" needs git, but "git" is not on the PATH: install it');
        }
        throw new RevisionError(
            `"--from ${ref}" is not a revision of this repository: use a branch, a tag or a commit`,
        );
    }
}

function git(root: string, ...args: readonly string[]): string {
    return execFileSync("git", ["-C", root, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}
