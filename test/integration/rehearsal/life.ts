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
import { type Existing } from "../../../simulation/plugin/inventory";
import { type StackName } from "../settings";
import { describeEach } from "../suite";
import { ownerOf } from "./crdOwners";
import { describeEdits } from "./edits";
import { configOf, type Edit, policyPack, RehearsedStack } from "./rehearsedStack";

/** Stack rules and references between objects cannot be judged on an empty account; more than this says nothing any more. */
const MOST_NOT_EVALUATED = 100;

/** What a value becomes that was put into a text before it was known. */
const BROKEN_TEXT = /\[object \w+\]|Calling \[to(String|JSON)\]|^undefined$|^NaN$/;

/** What docs/teardown.md opens before a teardown that keeps the models. */
const opened: Readonly<Record<StackName, Edit>> = {
    dev: { set: ["cluster.deletionProtection=false"] },
    prod: { set: ["cluster.deletionProtection=false", "dataStores.postgres.deletionProtection=false"] },
    local: {},
};

/** Everything that production may keep: buckets with their settings, replication and its alarms, keys. */
const kept: readonly RegExp[] = [
    /^aws:s3\/bucket/,
    /^aws:kms\/(key|alias):/,
    // The role that S3 replicates under.
    /^aws:iam\/role(Policy)?:/,
    /^aws:cloudwatch\/metricAlarm:/,
];

/** A stack that has come up on an empty account, and what the engine said on the way. */
interface Life {
    readonly stack: RehearsedStack;
    readonly simulated: Run;
    /** By what was done; later operations join them. */
    readonly results: Record<string, OperationResult>;
    /** Inputs by URN, as the engine handed them over in the first preview and in the first update. */
    readonly previewed: ReadonlyMap<string, unknown>;
    readonly inputs: ReadonlyMap<string, unknown>;
    readonly secrets: readonly string[];
    readonly stateAfterUp: string;
}

async function comeUp(name: StackName): Promise<Life> {
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
        return { stack, simulated, results, previewed, inputs, secrets, stateAfterUp };
    } catch (error) {
        stack.close();
        throw error;
    }
}

/** What two teardowns did: of the stack as it is, and, after it came up again, of one whose protections are opened. */
interface End {
    /** Resources in the order in which the first deleted them. */
    readonly deleted: readonly string[];
    /** What the first left, by URN. */
    readonly existing: readonly string[];
    /** What the second left. */
    readonly left: readonly Existing[];
}

async function tearDownTwice({ stack, results }: Life, name: StackName): Promise<End> {
    results.destroy = await stack.run(Operation.Destroy, { excludeProtected: true });
    const deleted = stack.cloud.journal.entries
        .filter(({ call }) => call === ProviderCall.Delete)
        .map(({ subject }) => subject);
    const existing = stack.cloud.inventory.all().map(({ urn }) => urn);
    results.upAgain = await stack.run(Operation.Up, {}, opened[name]);
    results.last = await stack.preview(opened[name]);
    results.teardown = await stack.run(Operation.Destroy, { excludeProtected: true }, opened[name]);
    return { deleted, existing, left: stack.cloud.inventory.all() };
}

function handedOver({ cloud }: RehearsedStack): Map<string, unknown> {
    const calls: readonly string[] = [ProviderCall.Check, ProviderCall.Construct];
    return new Map(
        cloud.journal.entries
            .filter(({ call }) => calls.includes(call))
            .map(({ subject, inputs }) => [subject, plainValue(inputs).value]),
    );
}

/**
 * Declares the life of one stack on the real engine: it comes up, plans of edits say what they change, it is torn down, comes up
 * again and is torn down as docs/teardown.md says. A file for each stack calls this, so that workers share them.
 */
export function describeLife(name: StackName): void {
    describeEach([name], "rehearsal on the real engine", comeUp, (life) => {
        after(() => life().stack.close());

        it("plans on an empty account with nothing known but the inputs", () => {
            const { results, previewed } = life();
            assert.deepEqual(results.first!.errors, []);
            assert.ok(results.first!.steps.every(({ fate }) => fate === Fate.Create));
            const unknown = [...previewed.values()].filter((inputs) => JSON.stringify(inputs).includes(UNKNOWN));
            // The names and addresses of an existing cluster are known before the update.
            const fewest = name === "local" ? 5 : 50;
            assert.ok(unknown.length > fewest, `${unknown.length} resources wait for a value`);
        });

        it("puts no value into a text before it is known, and no undefined anywhere", () => {
            const { previewed, inputs } = life();
            for (const values of [previewed, inputs]) {
                for (const [urn, value] of values) {
                    assert.deepEqual(brokenTexts(value), [], urn);
                }
            }
        });

        it("leaves few policies unjudged before the update, and none after it", () => {
            const { results } = life();
            const { notEvaluated } = findingsOf(results.first!.policy);
            console.log(`      ${name}: ${notEvaluated.length} policies not evaluated on an empty account`);
            assert.ok(notEvaluated.length <= MOST_NOT_EVALUATED);
            assert.deepEqual(findingsOf(results.up!.policy), { violations: [], notEvaluated: [] });
        });

        it("comes up, and comes to rest: no change in a second plan, in a refresh, or after it", () => {
            const { results } = life();
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
            const { results, simulated } = life();
            const line = (urn: string, type: string, parent: string) => `${type} ${urn} in ${parent}`;
            assert.deepEqual(
                results.up!.steps.map(({ urn, type, parent }) => line(urn, type, parent)).sort(),
                simulated.resources.map(({ urn, type, parent }) => line(urn, type, parent ?? "")).sort(),
            );
        });

        it("has the inputs of the simulation", () => {
            const { inputs, simulated } = life();
            const recorded = new Map(simulated.resources.map((resource) => [resource.urn, resource]));
            for (const [urn, value] of inputs) {
                assert.deepEqual(json(value), json(recorded.get(urn)?.inputs), urn);
            }
            const compared = (resource: RecordedResource) => resource.custom || resource.remote;
            const providers = simulated.resources.filter(({ type }) => type.startsWith("pulumi:providers:"));
            assert.equal(inputs.size, simulated.resources.filter(compared).length - providers.length);
        });

        it("meets no type that the simulated providers do not describe", () => {
            assert.deepEqual(life().stack.cloud.journal.unknownTypes, []);
        });

        if (name !== "local") {
            describeEdits(() => life().stack, name);
        }

        describe("at its end", () => {
            let end: End;
            before(async function () {
                this.timeout(0);
                end = await tearDownTwice(life(), name);
            });

            it("keeps every secret out of the state file and out of what the engine prints", () => {
                const { secrets, results, stateAfterUp } = life();
                assert.ok(secrets.length > 0, "the stack has secrets to keep");
                const places = { state: stateAfterUp, ...mapValues(results, ({ log }) => log) };
                for (const [place, text] of Object.entries(places)) {
                    const shown = secrets.filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)));
                    assert.equal(shown.length, 0, `${shown.length} secrets in plain text in ${place}`);
                }
            });

            it("deletes everything before what it needs", () => {
                const { deleted } = end;
                const { simulated } = life();
                const graph = new DependencyGraph(simulated.resources);
                const at = new Map(deleted.map((urn, i) => [urn, i]));
                for (const [urn, i] of at) {
                    const early = [...graph.all(urn)].filter((needed) => (at.get(needed) ?? Infinity) < i);
                    assert.deepEqual(early, [], urn);
                }
            });

            it("deletes custom resources while the controller that owns their kind still runs", () => {
                const { deleted } = end;
                const { simulated } = life();
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
                const { results, simulated } = life();
                assert.deepEqual(results.destroy!.errors, []);
                const graph = new DependencyGraph(simulated.resources);
                const needed = simulated.resources.filter(({ protect }) => protect).map(({ urn }) => urn);
                const unexplained = end.existing.filter(
                    (urn) => !needed.includes(urn) && !needed.some((each) => graph.dependsOn(each, urn)),
                );
                assert.deepEqual(unexplained, []);
                assert.equal(end.existing.length === 0, needed.length === 0);
            });

            it("comes up again after a destroy, and to rest again", () => {
                const { results } = life();
                assert.deepEqual(results.upAgain!.errors, []);
                assert.deepEqual(changesIn(results.last!.steps), []);
            });

            it("leaves what docs/teardown.md lists and nothing else, once its protections are opened", () => {
                assert.deepEqual(life().results.teardown!.errors, []);
                const { left } = end;
                assert.equal(left.length > 0, name === "prod");
                const unlisted = left.filter(({ type }) => !kept.some((pattern) => pattern.test(type)));
                assert.deepEqual(
                    unlisted.map(({ urn }) => urn),
                    [],
                );
                const roles = left
                    .filter(({ type }) => type === "aws:iam/role:Role")
                    .map(({ urn }) => urn.split("::").at(-1));
                assert.deepEqual(roles, name === "prod" ? ["models-replication"] : []);
            });
        });
    });
}

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
