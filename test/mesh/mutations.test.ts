import assert from "node:assert/strict";
import { describeMutation } from "../runtime/mutations";
import { fullStacks } from "../integration/settings";
import { mutations } from "./mutations";
import { scenariosOf } from "./scenarios/scenarios";

/** Promises that no single wrong field breaks at once. */
const withoutFault = [
    // A wrong policy changes what is computed and what gets through alike; the two scenarios before it notice that.
    "the network decides for every pod and port as the report of simulate says",
    // The server itself is broken there; what the injector writes is no object of the stack.
    "probes reach a server through the agent, without a certificate, and fail when it does",
    // How many requests a switch fails without the Service of all pods is a matter of milliseconds.
    "a blue-green switch fails no request",
    // Retries hide a missing hook of the pod; a wrong route is what other scenarios notice.
    "a pod ends under load without one failed request",
];

describe("faults in the objects of the mesh", () => {
    it("each have a scenario that must notice, on every stack that has the object", () => {
        const lost = mutations.flatMap((mutation) =>
            (mutation.stacks ?? fullStacks)
                .filter((stack) => !scenariosOf(stack).some(({ title }) => title === mutation.breaks))
                .map((stack) => `${describeMutation(mutation)}: ${stack} has no "${mutation.breaks}"`),
        );
        assert.deepEqual(lost, []);
    });

    it("prove every scenario", () => {
        const proved = new Set(mutations.map(({ breaks }) => breaks));
        const titles = new Set(fullStacks.flatMap((stack) => scenariosOf(stack).map(({ title }) => title)));
        assert.deepEqual(
            [...titles].filter((title) => !proved.has(title)),
            withoutFault,
        );
    });
});
