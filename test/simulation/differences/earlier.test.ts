import assert from "node:assert/strict";
import { readEarlier } from "../../../simulation/differences/earlier";
import { InputError } from "../../../simulation/errors";
import { temporaryFolder } from "../../support/temporary";

describe("an earlier simulation", () => {
    const folder = temporaryFolder();
    const rejected = (message: string) => (error: unknown) =>
        error instanceof InputError && error.message.replaceAll(folder.path, "F").startsWith(message);

    it("is what --out wrote, with its cost where there is an estimate", () => {
        const resource = { urn: "u", type: "t", name: "n", inputs: { a: 1 }, dependencies: [] };
        folder.write("one/resources.json", JSON.stringify([resource]));
        const { dependencies: _dependencies, ...compared } = resource;
        assert.deepEqual(readEarlier(`${folder.path}/one`), { resources: [compared] });
        folder.write("one/cost.json", JSON.stringify({ usdPerMonth: { withoutLoad: 1, atMaximum: 2 } }));
        assert.deepEqual(readEarlier(`${folder.path}/one`).cost, { withoutLoad: 1, atMaximum: 2 });
    });

    it("is nothing else: the message names the folder and what is wrong with it", () => {
        assert.throws(
            () => readEarlier(`${folder.path}/none`),
            rejected(
                "--against F/none: has no resources.json: name a folder that `npm run simulate -- <stack> --out <folder>` wrote",
            ),
        );
        folder.write("broken/resources.json", "[{");
        assert.throws(
            () => readEarlier(`${folder.path}/broken`),
            rejected("--against F/broken: resources.json cannot be read: "),
        );
        folder.write("other/resources.json", '[{"urn": 1}]');
        assert.throws(
            () => readEarlier(`${folder.path}/other`),
            rejected("--against F/other: resources.json is not of a simulation (0.urn: "),
        );
    });
});
