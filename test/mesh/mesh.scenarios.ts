import { type Lasting, longestOf } from "../runtime/longest";
import { describeMutation, mutated, type Mutation, mutationScore, shareOf } from "../runtime/mutations";
import { selected, stacksOfRun, stackUnderTest } from "../runtime/selection";
import { type Mesh, startMesh } from "./mesh";
import { mutations } from "./mutations";
import { type MeshScenario } from "./scenarios/scenario";
import { scenariosOf } from "./scenarios/scenarios";

const stack = stackUnderTest();
const scenarios = scenariosOf(stack);
const figures = new Map<string, string>();
const noticed = new Map<Mutation, boolean>();
const durations: Lasting[] = [];
/** Tests that decide how long a run takes. */
const longestShown = 5;
/** Titles of scenarios that have held, and since then nothing has been broken. */
const holding = new Set<string>();
let mesh: Mesh;

describe(`the mesh of ${stack}`, () => {
    before("start the mesh", async () => {
        mesh = await startMesh(stack);
    });

    for (const { title, holds } of scenarios.filter((each) => selected(each.title))) {
        it(title, async () => {
            await holds(mesh, (measured) => figures.set(title, measured));
            holding.add(title);
        });
    }

    for (const mutation of shareOf(stack, stacksOfRun(), mutations)) {
        const title = `breaks by ${describeMutation(mutation)}`;
        if (selected(title)) {
            it(title, async () => {
                await provesItself(mesh, mutation, scenarioOf(mutation));
            });
        }
    }

    afterEach(function () {
        const { title, duration = 0 } = this.currentTest ?? { title: "" };
        durations.push({ title, seconds: duration / 1000 });
    });

    after("print what was measured", () => {
        figures.forEach((measured, title) => console.log(`${title}: ${measured}`));
        console.log("what took longest:");
        longestOf(durations, longestShown).forEach((line) => console.log(line));
        console.log(mutationScore(noticed));
    });
});

function scenarioOf({ breaks }: Mutation): MeshScenario {
    const found = scenarios.find(({ title }) => title === breaks);
    if (found === undefined) {
        throw new Error(`a mutation names the scenario "${breaks}", which there is none of`);
    }
    return found;
}

/** A scenario must fail with the fault and hold again without it: else the fault would not be what it failed for. */
async function provesItself(mesh: Mesh, mutation: Mutation, { title, holds }: MeshScenario): Promise<void> {
    const ignore = (): void => undefined;
    if (!holding.has(title)) {
        await mesh.settles(`"${title}" without the fault`, () => holds(mesh, ignore));
    }
    holding.clear();
    noticed.set(mutation, false);
    const fault = mutated(mesh.objects, mutation);
    const broken = mesh.having(fault);
    await mesh.with(fault, async () => {
        await broken.fails(`"${title}" with the fault`, () => holds(broken, ignore));
        noticed.set(mutation, true);
    });
}
