import path from "node:path";
import type { MarkdownEnv, MarkdownRenderer } from "vitepress";
import { defineConfig } from "vitepress";
import { repository, sidebar, siteAddress } from "./pages";

/** The site is built from the Markdown files of the repository as they are: what a reader sees there is what the site shows. */
export default defineConfig({
    title: "inference-platform",
    description: "A production platform for AI inference on Amazon EKS, as one Pulumi program",
    srcDir: "..",
    srcExclude: [
        "**/node_modules/**",
        "samples/**",
        "test/**",
        "components/**",
        "policy/**",
        "coverage/**",
        "out/**",
        ".*/**",
    ],
    rewrites: siteAddress,
    outDir: "../out/docs",
    cacheDir: "../.cache/vitepress",
    // Pages outside docs are compiled too, and find no packages above them.
    vite: {
        resolve: {
            alias: [{ find: /^vue(?=\/|$)/, replacement: path.join(repository, "docs/node_modules/vue") }],
        },
    },
    markdown: { config: linkPages, languageAlias: { promql: "sql" } },
    themeConfig: {
        search: { provider: "local" },
        sidebar: sidebar(),
        outline: [2, 3],
    },
});

/**
 * Links of a page point at files of the repository. Those at pages become links of the site; those at sources stay text, since
 * the site holds pages only.
 */
function linkPages(markdown: MarkdownRenderer): void {
    const { link_open: open, link_close: close } = markdown.renderer.rules;
    let unlinked = false;
    markdown.renderer.rules.link_open = (tokens, index, options, env: MarkdownEnv, self) => {
        const link = tokens[index];
        const target = link?.attrGet("href") ?? "";
        const [file = "", heading] = target.split("#");
        const inRepository = file !== "" && !/^[a-z]+:/.test(file);
        unlinked = inRepository && !file.endsWith(".md");
        if (inRepository && !unlinked) {
            const page = path.relative(repository, path.resolve(path.dirname(env.realPath ?? env.path), file));
            link?.attrSet("href", `/${siteAddress(page)}${heading === undefined ? "" : `#${heading}`}`);
        }
        return unlinked ? "<span>" : (open ?? self.renderToken.bind(self))(tokens, index, options, env, self);
    };
    markdown.renderer.rules.link_close = (tokens, index, options, env, self) =>
        unlinked ? "</span>" : (close ?? self.renderToken.bind(self))(tokens, index, options, env, self);
}
