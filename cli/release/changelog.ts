import { InputError } from "../../simulation/errors";

const unreleased = "## Unreleased";

/**
 * The changelog with everything that was unreleased under the heading of a version, and an empty section above it.
 *
 * @param date day of the release, as `2026-11-28`
 * @throws InputError when the changelog has no unreleased section, or nothing in it
 */
export function releasedChangelog(changelog: string, version: string, date: string): string {
    const [before, ...rest] = changelog.split(`${unreleased}\n`);
    const after = rest.join(`${unreleased}\n`);
    if (before === undefined || rest.length === 0) {
        throw new InputError(`CHANGELOG.md has no section "${unreleased}": a release describes what is in it.`);
    }
    const [entries = ""] = after.split(/^## /m);
    if (entries.trim() === "") {
        throw new InputError(
            `"${unreleased}" of CHANGELOG.md is empty: describe what changes for users, then release.`,
        );
    }
    return `${before}${unreleased}\n\n## ${version} (${date})\n${after}`;
}

/**
 * Whether a version may follow another: three numbers, and greater.
 *
 * @throws InputError when it may not
 */
export function requireLaterVersion(version: string, current: string): void {
    if (!/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}$/.test(version)) {
        throw new InputError(`"${version}" is not a version: three numbers such as 1.4.0.`);
    }
    if (version.localeCompare(current, "en", { numeric: true }) <= 0) {
        throw new InputError(`Version ${version} does not follow ${current}: choose a greater one.`);
    }
}
