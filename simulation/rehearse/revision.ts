import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A revision of the program that cannot be looked at: the name is wrong, or git is missing. */
export class RevisionError extends Error {
    constructor(message: string) {
        super(message);
        this.name = "RevisionError";
    }
}

/** Another revision of the program, checked out beside this one. */
export interface Revision {
    /** As the user named it. */
    readonly ref: string;
    /** Abbreviated commit. */
    readonly commit: string;
    readonly folder: string;
    /** Removes the work tree. Safe to call again. */
    close(): void;
}

/**
 * Checks `ref` out into a temporary work tree that shares this one's packages.
 *
 * @param root folder of the present program
 * @throws RevisionError when there is no such revision, or no git
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
        // The program may lie in a folder of a larger repository.
        const folder = path.join(tree, git(root, "rev-parse", "--show-prefix"));
        // The same copy of every package, or the engine would see two SDKs.
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
            throw new RevisionError('"--from" needs git, and there is no "git" on the PATH');
        }
        throw new RevisionError(
            `"--from ${ref}" names no revision of this repository: give a branch, a tag or a commit that git knows here`,
        );
    }
}

function git(root: string, ...args: readonly string[]): string {
    return execFileSync("git", ["-C", root, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}
