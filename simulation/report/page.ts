import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Html, html } from "./html";
import { type ReportModel } from "./model";
import { overview } from "./sections/overview";
import { type Section } from "./sections/section";

/** The page: one file that loads nothing, with its style sheet and script in it. */
export function page(model: ReportModel, sections: readonly Section[]): string {
    const style = asset("report.css");
    const script = asset("report.js");
    // Nothing else may run or load, whatever a name or a message of the stack contains.
    const policy = `default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'; base-uri 'none'; form-action 'none'`;
    const { stack, region } = model;
    const document = html`<!doctype html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta http-equiv="Content-Security-Policy" content="${policy}" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>${stack} · inference-platform</title>
                ${element("style", style)}
            </head>
            <body>
                <a class="skip" href="#main">Skip to the content</a>
                <header>
                    <div class="brand">
                        <p class="dim">inference-platform, simulated</p>
                        <h1>${stack}${region !== "" && html` <span class="place">${region}</span>`}</h1>
                    </div>
                    <button type="button" id="theme">Theme: system</button>
                </header>
                <div class="columns">
                    <nav aria-label="Contents">
                        <ul>
                            ${sections.map(({ id, title, note }) => html`<li><a href="#${id}">${title}${note !== undefined && html` <span class="dim">${note}</span>`}</a></li> `)}
                        </ul>
                    </nav>
                    <main id="main" tabindex="-1">
                        ${overview(model)}
                        ${sections.map(
                            ({ id, title, body }) =>
                                html`<section id="${id}" aria-labelledby="${id}-title">
                                    <h2 id="${id}-title">${title}</h2>
                                    ${body}
                                </section> `,
                        )}
                        <footer class="dim">
                            Made by <code>npm run simulate</code> from the program and its stack file. The same stack
                            gives the same file.
                        </footer>
                    </main>
                </div>
                ${element("script", script)}
            </body>
        </html> `;
    return document.text;
}

/** An element whose content is exactly the text that the page's policy names by its digest. */
function element(name: "style" | "script", content: string): Html {
    return new Html(`<${name}>${content}</${name}>`);
}

function asset(name: string): string {
    return readFileSync(path.join(__dirname, "assets", name), "utf8");
}

function digest(text: string): string {
    return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
