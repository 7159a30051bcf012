import assert from "node:assert/strict";
import fc from "fast-check";
import { type AnyAddon, defineAddon } from "../../../components/addons/definition";
import { definitions } from "../../../components/addons/definitions";
import { inOrder } from "../../../components/addons/order";

function addon(name: string, ...needs: readonly AnyAddon[]): AnyAddon {
    return defineAddon({
        name,
        component: name,
        needs: needs.map((needed) => ({ addon: needed, because: "to be tested" })),
        create: () => ({ ready: [] }),
    });
}

const names = (addons: readonly AnyAddon[]) => addons.map(({ name }) => name);

describe("inOrder", () => {
    it("puts each add-on after those that it needs, and otherwise keeps the order of the list", () => {
        const crds = addon("crds");
        const mesh = addon("mesh", crds);
        const gateway = addon("gateway", mesh, crds);
        assert.deepEqual(names(inOrder([addon("a"), gateway, addon("b"), mesh, crds])), [
            "a",
            "crds",
            "mesh",
            "gateway",
            "b",
        ]);
    });

    it("holds for the add-ons in whatever order they are listed", () => {
        fc.assert(
            fc.property(fc.shuffledSubarray([...definitions], { minLength: definitions.length }), (list) => {
                const ordered = inOrder(list);
                assert.equal(new Set(ordered).size, definitions.length);
                for (const [index, { needs = [] }] of ordered.entries()) {
                    assert.ok(needs.every((need) => ordered.indexOf(need.addon) < index));
                }
            }),
            { numRuns: 50 },
        );
    });

    it("rejects add-ons that need each other", () => {
        const needs: { addon: AnyAddon; because: string }[] = [];
        const first = { ...addon("first"), needs };
        const second = addon("second", first);
        needs.push({ addon: second, because: "to be tested" });
        assert.throws(() => inOrder([first, second]), {
            message: "add-ons need each other: first needs second needs first",
        });
    });

    it("rejects the need of an add-on that the list does not have", () => {
        assert.throws(() => inOrder([addon("mesh", addon("crds"))]), {
            message: "mesh needs crds, which is not in the list of add-ons",
        });
    });
});
