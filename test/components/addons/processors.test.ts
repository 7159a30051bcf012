import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { addonsForAmd64, definitions, releases } from "../../../components/addons/definitions";
import { processorRows, processorsOfChart, processorsTable } from "../../../components/addons/processors";
import { everyAddOn } from "../../support/addons";
import { fakeConfig } from "../../support/fakePlatform";
import { imagesOf } from "../../support/images";

const root = path.resolve(__dirname, "../../..");
const own = definitions.flatMap(({ images = [] }) => images.map((image) => image.replace(/:[^:/]+$/, "")));

describe("processors of add-ons", () => {
    it("are known for every image of every add-on, and for no other", () => {
        const ofCharts = releases.flatMap(({ name, images }) => Object.keys(images).map((key) => `${name}: ${key}`));
        assert.deepEqual([...processorRows].sort(), [...ofCharts, ...own].sort());
    });

    it("are known for what add-ons run without a chart", async () => {
        const { run } = await everyAddOn();
        const images = imagesOf(run.resources);
        assert.deepEqual([...images].sort(), [...own].sort());
    });

    it("include arm64 for each chart: its pods run on nodes of any processor", () => {
        const without = releases.flatMap(({ name, images }) =>
            Object.keys(images).filter((key) => !processorsOfChart(name, key).arm64),
        );
        assert.deepEqual(without, []);
    });

    it("are a fault where no node has them", () => {
        const withMlflow = { addons: { mlflow: { enabled: true } }, dataStores: { postgres: { kind: "managed" } } };
        assert.deepEqual(addonsForAmd64(fakeConfig(withMlflow)), ["addons.mlflow"]);
        assert.deepEqual(addonsForAmd64(fakeConfig()), []);
        assert.equal(processorsOfChart("of-tomorrow", "image.repository").arm64, false, "an image without a row");
    });

    it("are in the documentation: replace its table by processorsTable()", () => {
        assert.ok(readFileSync(path.join(root, "docs/addons/README.md"), "utf8").includes(processorsTable()));
    });
});
