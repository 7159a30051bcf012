import assert from "node:assert/strict";
import { Operation, type OperationResult } from "../../../simulation/engine/operation";
import { changesIn, Fate } from "../../../simulation/engine/step";
import { DependencyGraph } from "../../support/dependencyGraph";
import { ProviderCall } from "../../../simulation/plugin/journal";
import { secretsIn } from "../../../simulation/plugin/secrets";
import { loadProgram } from "../../../simulation/in-process/program";
import { type RecordedResource } from "../../../simulation/recorded";
import { findingsOf } from "../../../simulation/rehearse/findings";
import { type Run, runProgram } from "../../../simulation/in-process/run";
import { plainValue, UNKNOWN } from "../../../simulation/wire";
import { type StackName, stackNames } from "../settings";
import { describeEach } from "../suite";
import { ownerOf } from "./crdOwners";
import { configOf, policyPack, RehearsedStack } from "./rehearsedStack";

/** Stack rules and references between objects cannot be judged on an empty account; more than this says nothing any more. */
const MOST_NOT_EVALUATED = 100;

/** What a value becomes that was put into a text before it was known. */
const BROKEN_TEXT = /\[object \w+\]|Calling \[to(String|JSON)\]|^undefined$|^NaN$/;

interface Played {
    readonly stack: RehearsedStack;
    readonly simulated: Run;
    readonly results: Readonly<Record<string, OperationResult>>;
    /** Inputs by URN, as the engine handed them over in the first preview and in the first update. */
    readonly previewed: ReadonlyMap<string, unknown>;
    readonly inputs: ReadonlyMap<string, unknown>;
    /** Resources in the order in which they were deleted. */
    readonly deleted: readonly string[];
    readonly existingAfterDestroy: readonly string[];
    readonly secrets: readonly string[];
    readonly stateAfterUp: string;
}

/** The whole life of a stack, once: each test looks at its part of it. */
async function play(name: StackName): Promise<Played> {
    const simulated = await runProgram(loadProgram(), { stack: name, ...configOf(name) });
    const stack = await RehearsedStack.start(name);
    const results: Record<string, OperationResult> = {};
    try {
        results.first = await stack.preview({}, { policyPack });
        const previewed = handedOver(stack);
        results.up = await stack.run(Operation.Up, { policyPack });
        const inputs = handedOver(stack);
        // A certificate is public, and lies in a Secret because its key does.
        const secrets = secretsIn(stack.cloud).filter((text) => !text.startsWith("-----BEGIN CERTIFICATE-----"));
        const stateAfterUp = stack.state();
        results.again = await stack.preview();
        results.refresh = await stack.run(Operation.Refresh);
        results.afterRefresh = await stack.preview();
        results.destroy = await stack.run(Operation.Destroy, { excludeProtected: true });
        const deleted = stack.cloud.journal.entries
            .filter(({ call }) => call === ProviderCall.Delete)
            .map(({ subject }) => subject);
        const existingAfterDestroy = stack.cloud.inventory.all().map(({ urn }) => urn);
        results.upAgain = await stack.run(Operation.Up);
        results.last = await stack.preview();
        return {
            stack,
            simulated,
            results,
            previewed,
            inputs,
            deleted,
            existingAfterDestroy,
            secrets,
            stateAfterUp,
        };
    } catch (error) {
        stack.close();
        throw error;
    }
}

function handedOver({ cloud }: RehearsedStack): Map<string, unknown> {
    const calls: readonly string[] = [ProviderCall.Check, ProviderCall.Construct];
    return new Map(
        cloud.journal.entries
            .filter(({ call }) => calls.includes(call))
            .map(({ subject, inputs }) => [subject, plainValue(inputs).value]),
    );
}

describeEach(stackNames, "rehearsal on the real engine", play, (played, name) => {
    after(() => played().stack.close());

    it("plans on an empty account with nothing known but the inputs", () => {
        const { results, previewed } = played();
        assert.deepEqual(results.first!.errors, []);
        assert.ok(results.first!.steps.every(({ fate }) => fate === Fate.Create));
        const unknown = [...previewed.values()].filter((inputs) => JSON.stringify(inputs).includes(UNKNOWN));
        // A cluster that is already there has no names and addresses to wait for.
        const fewest = name === "local" ? 5 : 50;
        assert.ok(unknown.length > fewest, `${unknown.length} resources wait for a value`);
    });

    it("puts no value into a text before it is known, and no undefined anywhere", () => {
        const { previewed, inputs } = played();
        for (const values of [previewed, inputs]) {
            for (const [urn, value] of values) {
                assert.deepEqual(brokenTexts(value), [], urn);
            }
        }
    });

    it("leaves few policies unjudged before the update, and none after it", () => {
        const { results } = played();
        const { notEvaluated } = findingsOf(results.first!.policy);
        console.log(`      ${name}: ${notEvaluated.length} policies not evaluated on an empty account`);
        assert.ok(notEvaluated.length <= MOST_NOT_EVALUATED);
        assert.deepEqual(findingsOf(results.up!.policy), { violations: [], notEvaluated: [] });
    });

    it("comes up, and comes to rest: no change in a second plan, in a refresh, or after it", () => {
        const { results } = played();
        assert.deepEqual(results.up!.errors, []);
        for (const key of ["again", "refresh", "afterRefresh"]) {
            assert.deepEqual(results[key]!.errors, [], key);
            assert.deepEqual(
                changesIn(results[key]!.steps).map(({ urn, changes }) => [urn, changes]),
                [],
                key,
            );
        }
    });

    it("has the resources of the simulation, under the same parents", () => {
        const { results, simulated } = played();
        const line = (urn: string, type: string, parent: string) => `${type} ${urn} in ${parent}`;
        assert.deepEqual(
            results.up!.steps.map(({ urn, type, parent }) => line(urn, type, parent)).sort(),
            simulated.resources.map(({ urn, type, parent }) => line(urn, type, parent ?? "")).sort(),
        );
    });

    it("has the inputs of the simulation", () => {
        const { inputs, simulated } = played();
        const recorded = new Map(simulated.resources.map((resource) => [resource.urn, resource]));
        for (const [urn, value] of inputs) {
            assert.deepEqual(json(value), json(recorded.get(urn)?.inputs), urn);
        }
        const compared = (resource: RecordedResource) => resource.custom || resource.remote;
        const providers = simulated.resources.filter(({ type }) => type.startsWith("pulumi:providers:"));
        assert.equal(inputs.size, simulated.resources.filter(compared).length - providers.length);
    });

    it("meets no type that the simulated providers do not describe", () => {
        assert.deepEqual(played().stack.cloud.journal.unknownTypes, []);
    });

    it("keeps every secret out of the state file and out of what the engine prints", () => {
        const { secrets, results, stateAfterUp } = played();
        assert.ok(secrets.length > 0, "the stack has secrets to keep");
        const places = { state: stateAfterUp, ...mapValues(results, ({ log }) => log) };
        for (const [place, text] of Object.entries(places)) {
            const shown = secrets.filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)));
            assert.equal(shown.length, 0, `${shown.length} secrets in plain text in ${place}`);
        }
    });

    it("deletes everything before what it needs", () => {
        const { deleted, simulated } = played();
        const graph = new DependencyGraph(simulated.resources);
        const at = new Map(deleted.map((urn, i) => [urn, i]));
        for (const [urn, i] of at) {
            const early = [...graph.all(urn)].filter((needed) => (at.get(needed) ?? Infinity) < i);
            assert.deepEqual(early, [], urn);
        }
    });

    it("deletes custom resources while the controller that owns their kind still runs", () => {
        const { deleted, simulated } = played();
        const at = new Map(deleted.map((urn, i) => [urn, i]));
        const byUrn = new Map(simulated.resources.map((resource) => [resource.urn, resource]));
        let checked = 0;
        for (const [urn, i] of at) {
            for (const owner of ownerOf(byUrn.get(urn)!, simulated.resources)) {
                assert.ok((at.get(owner.urn) ?? Infinity) > i, `${owner.urn} goes before ${urn}`);
                checked += 1;
            }
        }
        assert.ok(checked > 20, `${checked} custom resources have an owner`);
    });

    it("leaves nothing at a destroy but what is protected and what that needs", () => {
        const { results, simulated, existingAfterDestroy } = played();
        assert.deepEqual(results.destroy!.errors, []);
        const graph = new DependencyGraph(simulated.resources);
        const kept = simulated.resources.filter(({ protect }) => protect).map(({ urn }) => urn);
        const unexplained = existingAfterDestroy.filter(
            (urn) => !kept.includes(urn) && !kept.some((each) => graph.dependsOn(each, urn)),
        );
        assert.deepEqual(unexplained, []);
        assert.equal(existingAfterDestroy.length === 0, kept.length === 0);
    });

    it("comes up again after a destroy, and to rest again", () => {
        const { results } = played();
        assert.deepEqual(results.upAgain!.errors, []);
        assert.deepEqual(changesIn(results.last!.steps), []);
    });
});

function brokenTexts(value: unknown): string[] {
    if (typeof value === "string") {
        const mixed = value !== UNKNOWN && value.includes(UNKNOWN);
        return mixed || BROKEN_TEXT.test(value) ? [value] : [];
    }
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(brokenTexts) : [];
}

function json(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}

function mapValues<A, B>(values: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}
