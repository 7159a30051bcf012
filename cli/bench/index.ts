import { figureLine, held, type Figure } from "./figure";
import { benchPolicies } from "./policy";
import { benchResources, benchStart } from "./simulation";

/** `npm run bench`: prints each figure beside its floor, and fails when one is not held. */
async function main(): Promise<void> {
    const figures: Figure[] = [];
    const show = (measured: readonly Figure[]) => {
        figures.push(...measured);
        measured.forEach((figure) => console.log(figureLine(figure)));
    };
    show(benchStart(3));
    [10, 100, 1000].forEach((workloads) => show(benchResources(workloads)));
    show(await benchPolicies());
    const missed = figures.filter((figure) => !held(figure));
    if (missed.length > 0) {
        console.log(`\nnot held: ${missed.map(({ name }) => name).join("; ")}`);
        process.exitCode = 1;
    }
}

void main();
