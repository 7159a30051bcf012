import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DefaultTheme } from "vitepress";

/** Folder of the repository. */
export const repository = path.resolve(import.meta.dirname, "../..");

/** Pages of the sidebar by section, as their paths in the repository. Decisions and runbooks follow from their folders. */
const sections: Readonly<Record<string, readonly string[]>> = {
    Start: [
        "README.md",
        "docs/comparison.md",
        "docs/local.md",
        "docs/quotas.md",
        "docs/simulation.md",
        "docs/rehearsal.md",
    ],
    Workloads: [
        "docs/workloads.md",
        "docs/publish-model.md",
        "docs/serving-contract.md",
        ...folder("docs/workloads"),
        "docs/restore.md",
        "docs/helm.md",
    ],
    Platform: [
        "docs/aws.md",
        "docs/multi-region.md",
        "docs/platforms.md",
        "docs/gpus.md",
        "docs/performance.md",
        "docs/security-model.md",
        "docs/people.md",
        ...folder("docs/addons"),
    ],
    Operations: [
        "docs/ci.md",
        "docs/gitops.md",
        "docs/observability.md",
        "docs/troubleshooting.md",
        "docs/upgrade-kubernetes.md",
        "docs/upgrade-charts.md",
        "docs/teardown.md",
    ],
    Policies: ["docs/policies.md", ...folder("docs/policies")],
    Reference: [...folder("docs/reference"), "CHANGELOG.md"],
    Runbooks: folder("docs/runbooks"),
    Contributing: [
        "CONTRIBUTING.md",
        "docs/integration-tests.md",
        "docs/runtime-tests.md",
        "SECURITY.md",
        "CODE_OF_CONDUCT.md",
    ],
    Decisions: folder("docs/decisions"),
};

/** Sections that a reader opens: too long to be shown at once. */
const collapsed: readonly string[] = ["Runbooks", "Decisions"];

/** Every page of a folder, its README first. */
function folder(name: string): string[] {
    const pages = pagesUnder(name).filter((page) => path.dirname(page) === name);
    return pages.sort((one, other) => Number(isReadme(other)) - Number(isReadme(one)));
}

/** Every Markdown file below a folder, in the order of its path. */
function pagesUnder(name: string): string[] {
    return readdirSync(path.join(repository, name), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".md") && !file.includes("node_modules"))
        .map((file) => path.posix.join(name, file))
        .sort();
}

function isReadme(page: string): boolean {
    return path.basename(page) === "README.md";
}

/** The sidebar of the site, titled by each page's first heading. @throws when a page of docs is not listed in any section */
export function sidebar(): DefaultTheme.SidebarItem[] {
    const listed = new Set(Object.values(sections).flat());
    const missing = pagesUnder("docs").filter((page) => !listed.has(page));
    if (missing.length > 0) {
        throw new Error(`docs/.vitepress/pages.ts lists no section for: ${missing.join(", ")}`);
    }
    return Object.entries(sections).map(([text, pages]) => ({
        text,
        ...(collapsed.includes(text) && { collapsed: true }),
        items: pages.map((page) => ({ text: title(page), link: `/${siteAddress(page).replace(/\.md$/, "")}` })),
    }));
}

/** Where a file of the repository stands on the site: docs at its root, the README as the first page. */
export function siteAddress(page: string): string {
    return page.replace(/^docs\//, "").replace(/(^|\/)README\.md$/, "$1index.md");
}

function title(page: string): string {
    const heading = /^# (.+)$/m.exec(readFileSync(path.join(repository, page), "utf8"))?.[1];
    if (heading === undefined) {
        throw new Error(`${page} has no heading`);
    }
    return heading.replaceAll("`", "");
}
