import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { picturesFolder } from "../../../cli/shared/pictures";
import { picturesCommand } from "../../../cli/pictures/command";
import { type Picture, pictures } from "../../../cli/pictures/pictures";
import { projectFolder } from "../../../cli/shared/arguments";
import { ExitCode } from "../../../cli/shared/exitCodes";
import { temporaryFolder } from "../../support/temporary";
import { captured } from "../../support/terminal";

const kept = path.join(projectFolder, picturesFolder);

describe("npm run pictures", () => {
    const folder = temporaryFolder();
    const read = (place: string, { name }: Picture) => readFileSync(path.join(place, `${name}.svg`), "utf8");
    let out = "";

    before(async () => {
        const { code, ...printed } = await captured((terminal) => picturesCommand(["--out", folder.path], terminal));
        assert.equal(code, ExitCode.Ok, printed.err);
        out = printed.out;
    });

    it("has drawn the pictures of the documentation: run npm run pictures", () => {
        assert.equal(out.trimEnd().split("\n").length, pictures.length);
        assert.deepEqual(
            readdirSync(kept).filter((name) => name.endsWith(".svg") && !name.startsWith("dashboard-")),
            readdirSync(folder.path),
        );
        for (const picture of pictures) {
            assert.equal(read(kept, picture), read(folder.path, picture), picture.name);
        }
    });

    for (const picture of pictures) {
        it(`shows ${picture.name} on its pages, with what it says for those who do not see it`, () => {
            for (const page of picture.pages) {
                const file = path.relative(path.dirname(page), path.join(picturesFolder, `${picture.name}.svg`));
                const text = readFileSync(path.join(projectFolder, page), "utf8");
                assert.ok(text.includes(`![${picture.description}](${file})`), page);
            }
        });
    }

    it("draws no two nodes on one, which a repeated name would do, and every arrow between nodes that exist", () => {
        for (const picture of pictures) {
            const nodes = read(folder.path, picture).split('class="node').length - 1;
            assert.ok(nodes >= 3, picture.name);
            assert.doesNotMatch(read(folder.path, picture), /class="node"/, `${picture.name} has an arrow to nowhere`);
        }
    });
});
