import assert from "node:assert/strict";
import { prometheusClaims } from "../../../components/addons/monitoring/volumes";
import { type OperationResult } from "../../../simulation/engine/operation";
import { changesIn, Fate, type Step } from "../../../simulation/engine/step";
import { liveNodes } from "../../../simulation/plugin/live";
import { dangers, resizes, shrinkages } from "../../../simulation/rehearse/danger";
import { applyDrift, parseDrift } from "../../../simulation/rehearse/drift";
import { changeTree } from "../../../simulation/rehearse/tree";
import { secretsIn } from "../../../simulation/plugin/secrets";
import { type Program } from "../../../simulation/in-process/run";
import * as pulumi from "@pulumi/pulumi";
import { type FullStack, oneFullStack } from "../settings";
import { type Edit, type RehearsedStack } from "./rehearsedStack";

const VIRTUAL_SERVICE = "kubernetes:networking.istio.io/v1:VirtualService";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";

interface Claim {
    readonly spec: { readonly resources: { readonly requests: { readonly storage: string } } };
}

/** Inputs of the release of kube-prometheus-stack. */
interface Metrics {
    readonly values: { readonly prometheus: { readonly prometheusSpec: { readonly retentionSize: string } } };
}

/** What may follow a version's weight: its route, its fewest and most pods, and the record of these. */
const followsWeight: Readonly<Record<string, RegExp>> = {
    [VIRTUAL_SERVICE]: /\.weight$/,
    "kubernetes:keda.sh/v1alpha1:ScaledObject": /^spec\.(min|max)ReplicaCount$/,
    "kubernetes:ml.example.com/v1alpha1:ModelVersion": /^spec\.replicas\./,
};

/** A new name for the bucket that holds the models, as a slip in the program would give it. */
function renamedBucket(program: Program): Program {
    return async () => {
        pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) =>
            type === "aws:s3/bucket:Bucket" && name === "models"
                ? { props: { ...props, bucket: "another-name" }, opts }
                : undefined,
        );
        return program();
    };
}

function namesOf(steps: readonly Step[], fate: Fate): string[] {
    return steps.filter((step) => step.fate === fate).map(({ name }) => name);
}

/** Each change as `fate type name: paths`. */
function lines(result: OperationResult): string[] {
    return changesIn(result.steps)
        .map(({ fate, type, name, changes }) => `${fate} ${type} ${name}: ${changes.join(", ")}`)
        .sort();
}

/** Declares what a plan must say of an edit, on a stack that is up and at rest; nothing is changed in it. */
export function describeEdits(stack: () => RehearsedStack, name: FullStack): void {
    describe("what an edit changes", () => {
        async function planOf(edit: Edit): Promise<OperationResult> {
            const result = await stack().preview(edit);
            assert.deepEqual(result.errors, []);
            return result;
        }

        it("another maximum of a busy node group: sent with the nodes that run", async () => {
            const { inventory } = stack().cloud;
            const live = (desired: number) =>
                applyDrift(inventory, [parseDrift(`NodeGroup:gpu-t4:scalingConfig.desiredSize=${desired}`)]);
            const before = liveNodes(
                inventory.all().find(({ type, urn }) => type === NODE_GROUP && urn.endsWith("::gpu-t4")),
            );
            // Within what the stack's workloads need, and below the group's present maximum.
            const [running, less] = name === "prod" ? [37, 35] : [7, 5];
            live(running);
            try {
                const plan = await planOf({ set: ["nodeGroups.gpu-t4.max=60"] });
                const changed = changesIn(plan.steps).filter(({ type }) => type === NODE_GROUP);
                assert.deepEqual(
                    changed.map(({ name, fate }) => [name, fate]),
                    [["gpu-t4", Fate.Update]],
                );
                const { maxSize, desiredSize } = changed[0]!.inputs.scalingConfig as Record<string, unknown>;
                assert.deepEqual([maxSize, desiredSize], [60, running]);
                const nodes = (urn: string) => liveNodes(inventory.latest(urn));
                assert.deepEqual(shrinkages(plan.steps, nodes), []);
                // A maximum below what runs is a decision, and reported as what it is.
                const smaller = await planOf({ set: [`nodeGroups.gpu-t4.max=${less}`] });
                assert.deepEqual(
                    shrinkages(smaller.steps, nodes).map(({ name, loses }) => [name, loses]),
                    [["gpu-t4", `2 of ${running} running nodes`]],
                );
            } finally {
                live(before ?? 0);
            }
        });

        it("a larger volume for metrics: their limit stays with the claims that exist, and follows once these have grown", async () => {
            const { inventory } = stack().cloud;
            const claims = inventory
                .all()
                .filter(({ type, urn }) => type === CLAIM && urn.includes(`::${prometheusClaims.prefix}`));
            assert.equal(claims.length, name === "prod" ? 2 : 1);
            const grow = (gib: number) =>
                applyDrift(
                    inventory,
                    claims.map(({ urn }) => {
                        const claim = urn.split("::").at(-1)!;
                        return parseDrift(`PersistentVolumeClaim:${claim}:spec.resources.requests.storage=${gib}Gi`);
                    }),
                );
            const present = Number.parseInt(
                (claims[0]!.inputs as unknown as Claim).spec.resources.requests.storage,
                10,
            );
            const limitOf = ({ steps }: OperationResult) => {
                const { inputs } = steps.find(({ name: each }) => each === "kube-prometheus-stack")!;
                return (inputs as unknown as Metrics).values.prometheus.prometheusSpec.retentionSize;
            };
            const edit = { set: [`addons.monitoring.storageGiB=${2 * present}`] };
            const plan = await planOf(edit);
            assert.equal(limitOf(plan), `${present * 0.85}GB`);
            assert.deepEqual(
                resizes(plan.steps).map(({ name: each, loses }) => [each, loses]),
                [["kube-prometheus-stack", "existing claims keep their size until they are grown by hand"]],
            );
            const told = plan.warnings.filter((warning) => warning.includes("addons.monitoring.storageGiB is"));
            assert.equal(told.length, 1, plan.warnings.join("\n"));
            grow(2 * present);
            try {
                assert.equal(limitOf(await planOf(edit)), `${2 * present * 0.85}GB`);
            } finally {
                grow(present);
            }
        });

        // What these say holds for any stack; a plan takes seconds.
        if (name === oneFullStack()) {
            it("one workload more: creates, all of them the workload's own", async () => {
                const workload =
                    "{kind: tensorflow-serving, models: {extra: {versions: [1]}}, callers: {c: {}}, scaling: {min: 1, max: 2}}";
                const plan = await planOf({ set: [`workloads.extra-detection=${workload}`] });
                const changes = changesIn(plan.steps);
                assert.ok(changes.length > 10);
                assert.deepEqual(namesOf(changes, Fate.Create).length, changes.length, lines(plan).join("\n"));
                assert.ok(
                    changes.every((change) => change.name.startsWith("extra-detection")),
                    lines(plan).join("\n"),
                );
            });

            it("another canary weight: routes and the versions' shares of the pods, all in place", async () => {
                const at = "workloads.object-detection.traffic.versions";
                const plan = await planOf({ set: [`${at}.v1.weight=70`, `${at}.v2.weight=30`] });
                const changes = changesIn(plan.steps);
                assert.equal(changes.filter(({ type }) => type === VIRTUAL_SERVICE).length, 1, lines(plan).join("\n"));
                for (const change of changes) {
                    assert.equal(change.fate, Fate.Update, change.name);
                    assert.ok(change.name.startsWith("object-detection-"), change.name);
                    const ofWeight = followsWeight[change.type];
                    assert.ok(
                        ofWeight !== undefined && change.changes.every((path) => ofWeight.test(path)),
                        `${change.name}: ${change.changes.join()}`,
                    );
                }
            });

            it("another model version: a rolling update, the old version's record gone after it", async () => {
                const plan = await planOf({
                    set: ["workloads.anomaly-detection.models.anomaly-detection.versions=[2]"],
                });
                const changes = changesIn(plan.steps);
                assert.deepEqual(namesOf(changes, Fate.Replace), []);
                // Its pods, and what their spans say of the version.
                assert.deepEqual(namesOf(changes, Fate.Update).sort(), [
                    "anomaly-detection",
                    "anomaly-detection-traces",
                ]);
                assert.ok(changes.every((change) => change.name.startsWith("anomaly-detection")));
                const fates = changes.map(({ fate }) => fate);
                assert.ok(fates.lastIndexOf(Fate.Update) < fates.indexOf(Fate.Delete), fates.join());
            });

            it("a Kubernetes minor up: cluster, add-ons, node groups and namespace versions, all in place", async () => {
                const plan = await planOf({ set: ['cluster.version="1.37"'] });
                const expected = ({ type, changes: paths }: Step) => {
                    switch (type) {
                        case "eks:index:Cluster":
                        case NODE_GROUP:
                            return paths.join() === "version";
                        case "aws:eks/addon:Addon":
                            return paths.join() === "addonVersion";
                        default:
                            return (
                                type === "kubernetes:core/v1:Namespace" &&
                                paths.every((path) => path.startsWith('metadata.labels["pod-security.kubernetes.io/'))
                            );
                    }
                };
                const changes = changesIn(plan.steps);
                assert.deepEqual(
                    changes.filter((change) => change.fate !== Fate.Update || !expected(change)),
                    [],
                );
                const types = changes.map(({ type }) => type);
                assert.equal(types.filter((type) => type === "eks:index:Cluster").length, 1);
                assert.ok(types.includes("aws:eks/addon:Addon"));
                assert.ok(
                    types.indexOf("eks:index:Cluster") < types.indexOf(NODE_GROUP),
                    "the control plane goes first",
                );
                assert.deepEqual(dangers(plan.steps, stack().cloud.journal.hiddenReplacements), []);
                const shown = changeTree(plan.steps).map((line) => line.trim());
                assert.ok(shown.includes(`~ system  ${NODE_GROUP}  version: "1.36" → "1.37"`), shown.join("\n"));
            });

            it("another network: a report with one line for all that is not known, and no secret in it", async () => {
                // The cluster is replaced, so that the provider of every object in it is not known.
                const { steps } = await stack().preview({ set: ["network.cidr=10.99.0.0/16"] });
                const shown = changeTree(steps);
                const unknown = steps.filter(({ fate, changes }) => fate === Fate.Update && changes.length === 0);
                assert.ok(unknown.length > 20, `${unknown.length} resources of which nothing is known`);
                assert.deepEqual(
                    shown.filter((line) => line.includes("is not known before the update")),
                    [`  ~ ${unknown.length} of the resources to update: what changes is not known before the update`],
                );
                assert.ok(shown.some((line) => line.endsWith("→ (known after the update)")));
                const secrets = secretsIn(stack().cloud);
                assert.ok(secrets.length > 0);
                assert.deepEqual(
                    secrets.filter((secret) => shown.join("\n").includes(secret)),
                    [],
                );
            });

            it("a workload renamed: the new one before the old one goes, and nobody else", async () => {
                const plan = await planOf({
                    change: ({ workloads }) => {
                        workloads!["fraud-detection"] = workloads!["multi-model-server"];
                        delete workloads!["multi-model-server"];
                    },
                });
                const changes = changesIn(plan.steps);
                const [made, gone] = [namesOf(changes, Fate.Create), namesOf(changes, Fate.Delete)];
                assert.equal(made.length + gone.length, changes.length, lines(plan).join("\n"));
                // Volumes belong to the whole cluster: their names begin with the namespace.
                assert.deepEqual(
                    made.filter((each) => !/^(ml-production-)?fraud-detection/.test(each)),
                    [],
                );
                assert.deepEqual(
                    gone.filter((each) => !/^(ml-production-)?multi-model-server/.test(each)),
                    [],
                );
                assert.equal(made.length, gone.length);
            });

            it("another instance type: that node group anew beside the old one, with its tags", async () => {
                const plan = await planOf({ set: ["nodeGroups.cpu.instanceTypes=[m7i.4xlarge]"] });
                const changes = changesIn(plan.steps);
                const group = changes.filter(({ type }) => type === NODE_GROUP);
                assert.deepEqual(
                    group.map((step) => [step.name, step.fate, step.replacedBy]),
                    [["cpu", Fate.Replace, ["instanceTypes[0]"]]],
                );
                const rest = changes.filter(({ type }) => type !== NODE_GROUP);
                assert.ok(
                    rest.every(({ type, name: tag }) => type === "aws:autoscaling/tag:Tag" && tag.startsWith("cpu-")),
                    lines(plan).join("\n"),
                );
                assert.deepEqual(dangers(plan.steps, []), []);
            });

            it("an add-on switched off: its release, alerts and dashboard, what others make of its metrics, and nothing else", async () => {
                const plan = await planOf({ set: ["addons.gpuMetrics.enabled=false"] });
                assert.deepEqual(
                    lines(plan).map((line) => line.replace(/: .*$/, "")),
                    [
                        "delete inference-platform:addons:GpuMetrics gpu-metrics",
                        "delete kubernetes:core/v1:ConfigMap dashboard-gpu-fleet",
                        "delete kubernetes:helm.sh/v3:Release dcgm-exporter",
                        "delete kubernetes:monitoring.coreos.com/v1:PrometheusRule gpu-metrics-alerts",
                        "update kubernetes:core/v1:ConfigMap dashboard-cost",
                        "update kubernetes:core/v1:ConfigMap dashboard-inference-workload",
                        "update kubernetes:monitoring.coreos.com/v1:PrometheusRule monitoring-recordings",
                    ],
                );
            });

            it("another bucket for the models: told as a loss, before anything is done", async () => {
                const result = await stack().preview({ program: renamedBucket });
                const lost = dangers(result.steps, []).find(({ name: bucket }) => bucket === "models");
                assert.equal(lost?.fate, "replace");
                assert.deepEqual(lost.causes, ["bucket"]);
            });
        }

        if (name === "prod") {
            it("a replica region less: refused, for the replica holds models and is protected", async () => {
                // The alarm topic of the region goes with it: a topic for a region without models is a fault.
                const result = await stack().preview({
                    set: [
                        "modelStore.replicaRegions=[us-east-1]",
                        "alarms.topics={ us-east-1: arn:aws:sns:us-east-1:111122223333:on-call }",
                    ],
                });
                const lost = dangers(result.steps, []).map(({ name: each, loses }) => `${each}: ${loses}`);
                assert.ok(
                    lost.includes("models-eu-west-1-replica: a resource that the program protects"),
                    lost.join("\n"),
                );
                assert.ok(!lost.some((each) => each.includes("us-east-1")), lost.join("\n"));
            });
        }
    });
}
