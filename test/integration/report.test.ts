import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { temporaryFolder } from "../support/temporary";

const root = path.resolve(__dirname, "../..");
const executable = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

describe("report.html in a browser", function () {
    const folder = temporaryFolder();
    let browser: Browser;
    before(async function () {
        if (executable === undefined) {
            console.warn("SKIPPED: no Chromium on this machine: install the package chromium to test report.html");
            this.skip();
        }
        this.timeout(120_000);
        const out = path.join(folder.path, "out");
        execFileSync(process.execPath, ["cli/shared/start.js", "simulate", "prod", "--out", out], {
            cwd: root,
        });
        browser = await chromium.launch({
            executablePath: executable,
            args: ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    });
    after(() => browser?.close());

    /** The page as a reader opens it, with what the browser complains about. */
    async function open(width: number, colorScheme: "light" | "dark"): Promise<{ page: Page; complaints: string[] }> {
        const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
        const complaints: string[] = [];
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(error.message));
        page.on("request", (request) => {
            if (!request.url().startsWith("file:")) {
                complaints.push(request.url());
            }
        });
        await page.goto(pathToFileURL(path.join(folder.path, "out/report.html")).href);
        return { page, complaints };
    }

    for (const colorScheme of ["light", "dark"] as const) {
        for (const width of [1280, 390]) {
            it(`is accessible and not wider than ${width} pixels, ${colorScheme}`, async () => {
                const { page, complaints } = await open(width, colorScheme);
                assert.deepEqual(complaints, []);
                assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
                await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
                const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
                assert.ok(passes.length > 20);
                assert.deepEqual(
                    violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
                    [],
                );
                await page.close();
            });
        }
    }

    it("finds resources and their inputs, and alerts by severity", async () => {
        const { page, complaints } = await open(1280, "light");
        await page.fill("#find-tree", "scaledobject object-detection-v1");
        assert.match(await page.innerText("output[for=find-tree]"), /^1 of \d+$/);
        const found = page.locator("#tree li:visible", { hasText: "object-detection-v1-scaling" }).last();
        await found.locator("summary").click();
        assert.match(await found.locator("pre").innerText(), /"maxReplicaCount": \d+/);
        const rows = page.locator("#alert-rows tbody tr:visible");
        const all = await rows.count();
        await page.fill("#find-alert-rows", "critical gpu");
        assert.ok((await rows.count()) < all && (await rows.count()) > 0);
        await page.click("#theme");
        await page.click("#theme");
        assert.equal(await page.getAttribute("html", "data-theme"), "dark");
        assert.deepEqual(complaints, []);
        await page.close();
    });
});
