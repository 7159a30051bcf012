import assert from "node:assert/strict";
import { refusal } from "./cluster/client";
import { describeObject, type KubeObject, type V1Container } from "./cluster/types";
import { settled, type SettledStack } from "./settled";
import { describeStacks } from "./suite";
import { type Workload } from "./workloads";

interface Trigger {
    readonly type: string;
    readonly name?: string;
    readonly metricType?: string;
    readonly metadata?: Readonly<Record<string, string>>;
}

interface ScaledObject extends KubeObject {
    readonly spec: {
        readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind?: string; readonly name: string };
        readonly minReplicaCount?: number;
        readonly maxReplicaCount?: number;
        readonly fallback?: object;
        readonly triggers: readonly Trigger[];
        readonly advanced?: { readonly horizontalPodAutoscalerConfig?: { readonly behavior?: object } };
    };
}

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

function targetOf({ spec, metadata }: ScaledObject): KubeObject {
    const { apiVersion = "apps/v1", kind = "Deployment", name } = spec.scaleTargetRef;
    return { apiVersion, kind, metadata: { name, namespace: metadata.namespace } };
}

function containersOf(workloads: readonly Workload[], target: KubeObject): V1Container[] {
    const found = workloads.find(({ object }) => describeObject(object) === describeObject(target));
    return found?.template.spec?.containers ?? [];
}

function isResource({ type }: Trigger): boolean {
    return type === "cpu" || type === "memory";
}

/** The HorizontalPodAutoscaler that KEDA makes of a ScaledObject. Source: KEDA, scaling deployments. */
function autoscalerOf(scaler: ScaledObject): KubeObject {
    const { apiVersion, kind, metadata } = targetOf(scaler);
    const { minReplicaCount = 0, maxReplicaCount = 100, triggers, advanced } = scaler.spec;
    return {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: { name: `keda-hpa-${scaler.metadata.name}`, namespace: metadata.namespace },
        spec: {
            scaleTargetRef: { apiVersion, kind, name: metadata.name },
            // From zero to one is KEDA's own work.
            minReplicas: Math.max(1, minReplicaCount),
            maxReplicas: maxReplicaCount,
            metrics: triggers.map((trigger, i) => metricOf(trigger, i)),
            behavior: advanced?.horizontalPodAutoscalerConfig?.behavior,
        },
    };
}

function metricOf({ type, metricType = "AverageValue", metadata }: Trigger, index: number): object {
    if (type === "cpu" || type === "memory") {
        const value = metadata?.["value"] ?? "";
        const target =
            metricType === "Utilization"
                ? { type: metricType, averageUtilization: Number(value) }
                : { type: metricType, averageValue: value };
        const container = metadata?.["containerName"];
        return container === undefined
            ? { type: "Resource", resource: { name: type, target } }
            : { type: "ContainerResource", containerResource: { name: type, container, target } };
    }
    const threshold = metadata?.["threshold"] ?? metadata?.["queueLength"] ?? metadata?.["desiredReplicas"] ?? "";
    const target =
        metricType === "Value"
            ? { type: metricType, value: threshold }
            : { type: "AverageValue", averageValue: threshold };
    return { type: "External", external: { metric: { name: `s${index}-${type}` }, target } };
}
