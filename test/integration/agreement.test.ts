import assert from "node:assert/strict";
import fc from "fast-check";
import { admissionVerdict, type Case, levels, namespaceOf, packVerdicts, podObject } from "./agreement/verdicts";
import { generatedPod } from "./agreement/podArbitrary";
import { accepted, type KubeClient } from "./cluster/client";
import { type KubeObject } from "./cluster/types";
import { createOwnNamespaces, plainCluster } from "./environment";
import { settings } from "./settings";

/** Pods per run; each is judged at both levels, by the newest standard and by that of one earlier minor. */
const corpusSize = 2000;
const parallelRequests = 24;

/** The pack knows the standards from this minor of Kubernetes on. */
const oldestMinor = 25;

describe("agreement with the real Pod Security admission", () => {
    let client: KubeClient;
    /** The API server's own minor comes last; of later ones it knows nothing. */
    let minors: readonly string[];

    before(async function () {
        this.timeout(0);
        client = await plainCluster();
        const { body } = accepted(await client.send<{ minor: string }>("GET", "/version"));
        const newest = parseInt(body.minor, 10);
        minors = Array.from({ length: newest - oldestMinor + 1 }, (_, i) => `1.${oldestMinor + i}`);
        await createOwnNamespaces(minors.flatMap((minor) => levels.map((level) => namespaceOf({ level, minor }))));
    });

    it(`gives the same verdict, check by check, for ${corpusSize} generated pods at both levels`, async () => {
        const seed = settings().seed ?? Date.now();
        const pods = fc.sample(fc.record({ pod: generatedPod, earlier: fc.constantFrom(...minors.slice(0, -1)) }), {
            numRuns: corpusSize,
            seed,
        });
        const cases = pods.flatMap(({ pod, earlier }): Case[] =>
            [minors.at(-1) ?? "", earlier].flatMap((minor) => levels.map((level) => ({ pod, level, minor }))),
        );
        const ours = packVerdicts(cases);
        const results = await inParallel(cases, async (question, i) => ({
            question,
            theirs: await admissionVerdict(client, question),
            ours: ours[i],
        }));

        const judged = results.filter(({ theirs }) => "breaks" in theirs);
        const clean = judged.filter(({ theirs }) => "breaks" in theirs && theirs.breaks.length === 0);
        // A corpus that is all refused, all clean or all broken would agree with anything.
        assert.ok(judged.length > cases.length * 0.9, `${judged.length} of ${cases.length} pods are valid`);
        assert.ok(clean.length > judged.length * 0.1, `${clean.length} of ${judged.length} pods break nothing`);
        assert.ok(clean.length < judged.length * 0.9, `${clean.length} of ${judged.length} pods break nothing`);

        const disagreements = new Map<string, KubeObject>();
        for (const { question, theirs, ours: pack } of judged) {
            if (JSON.stringify(theirs) !== JSON.stringify(pack)) {
                const title = difference(question, theirs, pack);
                const smallest = disagreements.get(title);
                const pod = podObject(question);
                if (smallest === undefined || JSON.stringify(pod).length < JSON.stringify(smallest).length) {
                    disagreements.set(title, pod);
                }
            }
        }
        const report = [...disagreements].map(([title, pod]) => `${title}; smallest pod: ${JSON.stringify(pod)}`);
        assert.equal(report.length, 0, `disagreements (repeat with --seed ${seed}):\n${report.join("\n")}`);
    });
});

/** What one side finds and the other does not, in words that group equal disagreements. */
function difference({ level }: Case, theirs: unknown, ours: unknown): string {
    const checks = (verdict: unknown): string[] =>
        (verdict as { breaks?: string[] }).breaks ?? [JSON.stringify(verdict)];
    const only = (some: string[], others: string[]): string => some.filter((each) => !others.includes(each)).join(", ");
    const [admission, pack] = [checks(theirs), checks(ours)];
    return `${level}: only admission: [${only(admission, pack)}], only the pack: [${only(pack, admission)}]`;
}

async function inParallel<A, B>(items: readonly A[], work: (item: A, index: number) => Promise<B>): Promise<B[]> {
    const results: B[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
        for (let i = next++; i < items.length; i = next++) {
            results[i] = await work(items[i] as A, i);
        }
    };
    await Promise.all(Array.from({ length: parallelRequests }, worker));
    return results;
}
