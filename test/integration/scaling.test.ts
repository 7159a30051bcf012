import assert from "node:assert/strict";
import { autoscalerOf, isResource, type ScaledObject, targetOf } from "./autoscaler";
import { refusal } from "./cluster/client";
import { describeObject, type KubeObject, type V1Container } from "./cluster/types";
import { settled, type SettledStack } from "./settled";
import { describeStacks } from "./suite";
import { type Workload } from "./workloads";

interface VerticalPodAutoscaler extends KubeObject {
    readonly spec: {
        readonly targetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
        readonly resourcePolicy?: { readonly containerPolicies?: readonly { readonly containerName?: string }[] };
    };
}

describeStacks("scaling", settled, (prepared) => {
    it("scales every ScaledObject's target: it exists, has a scale, and no two scale the same", async () => {
        const { client } = prepared();
        const targets = scaledObjects(prepared()).map((scaler) => targetOf(scaler));
        assert.ok(targets.length > 0, "the stack scales workloads");
        for (const target of targets) {
            const reply = await client.send("GET", `${await client.pathOf(target)}/scale`);
            assert.equal(reply.status, 200, `${describeObject(target)}: ${refusal(reply)}`);
        }
        const names = targets.map(describeObject);
        assert.deepEqual(
            names.filter((name, i) => names.indexOf(name) !== i),
            [],
        );
    });

    it("gets its autoscalers accepted: limits, metrics and behaviour as KEDA would hand them over", async () => {
        const { client } = prepared();
        for (const scaler of scaledObjects(prepared())) {
            const reply = await client.apply(autoscalerOf(scaler), { dryRun: true });
            assert.equal(reply.status, 201, `${describeObject(scaler)}: ${refusal(reply)}`);
            assert.deepEqual(reply.warnings, [], describeObject(scaler));
        }
    });

    it("measures CPU and memory of containers that exist and request them", () => {
        const { workloads } = prepared();
        for (const scaler of scaledObjects(prepared())) {
            for (const { type, metadata } of scaler.spec.triggers.filter(isResource)) {
                const containers = containersOf(workloads, targetOf(scaler));
                const measured = containers.filter(({ name }) => name === (metadata?.["containerName"] ?? name));
                assert.ok(measured.length > 0, `${describeObject(scaler)}: no container for its ${type} trigger`);
                for (const { name, resources } of measured) {
                    assert.ok(resources?.requests?.[type], `${describeObject(scaler)}: "${name}" requests no ${type}`);
                }
            }
        }
    });

    it("falls back to fixed replicas only where KEDA can: with a trigger that is not CPU or memory", () => {
        for (const scaler of scaledObjects(prepared())) {
            assert.ok(
                scaler.spec.fallback === undefined || !scaler.spec.triggers.every(isResource),
                describeObject(scaler),
            );
        }
    });

    it("points vertical autoscalers at workloads and containers that exist", async () => {
        const { client, workloads, rendered } = prepared();
        const all = rendered.manifests.filter(
            ({ kind }) => kind === "VerticalPodAutoscaler",
        ) as VerticalPodAutoscaler[];
        for (const vpa of all) {
            const { namespace } = vpa.metadata;
            const { name, ...type } = vpa.spec.targetRef;
            const target = { ...type, metadata: { name, namespace } };
            assert.ok(await client.read(target), `${describeObject(vpa)} points at nothing`);
            const injected = ["*", "istio-proxy"];
            const names = [...injected, ...containersOf(workloads, target).map((container) => container.name)];
            for (const { containerName = "*" } of vpa.spec.resourcePolicy?.containerPolicies ?? []) {
                assert.ok(names.includes(containerName), `${describeObject(vpa)}: no container "${containerName}"`);
            }
        }
    });
});

function scaledObjects({ rendered }: SettledStack): ScaledObject[] {
    return rendered.manifests.filter(({ kind }) => kind === "ScaledObject") as ScaledObject[];
}

function containersOf(workloads: readonly Workload[], target: KubeObject): V1Container[] {
    const found = workloads.find(({ object }) => describeObject(object) === describeObject(target));
    return found?.template.spec?.containers ?? [];
}
