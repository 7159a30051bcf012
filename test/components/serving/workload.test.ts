import assert from "node:assert/strict";
import fc from "fast-check";
import { judge } from "../../../policy/core/judge";
import { queryFaults } from "../../support/promql";
import { type Simulated } from "../../support/simulate";
import { anyWorkload } from "../../support/serving/anyWorkload";
import { render } from "../../support/serving/render";

/* eslint-disable @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
/* eslint-disable @typescript-eslint/no-explicit-any -- as above */

type Thing = any;

/** The objects of a run by kind. */
function objectsOf(run: Simulated, kind: string): Thing[] {
    return run.resources.map(({ inputs }) => inputs as Thing).filter((inputs) => inputs.kind === kind);
}

function names(run: Simulated, kind: string): Set<string> {
    return new Set(objectsOf(run, kind).map(({ metadata }) => metadata.name));
}

function controllers(run: Simulated): Thing[] {
    return ["Deployment", "StatefulSet", "Rollout"].flatMap((kind) => objectsOf(run, kind));
}

function selects(selector: Record<string, string>, labels: Record<string, string>): boolean {
    return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** Every reference of every object that points at nothing. */
function dangling(run: Simulated): string[] {
    const found: string[] = [];
    const expect = (holds: boolean, what: string) => {
        if (!holds) {
            found.push(what);
        }
    };
    const templates = controllers(run).map(({ spec }) => spec.template);
    const owners = new Set(controllers(run).map(({ kind, metadata }) => `${kind}/${metadata.name}`));
    const services = new Map(objectsOf(run, "Service").map((service) => [service.metadata.name, service.spec]));
    const rules = new Map(objectsOf(run, "DestinationRule").map(({ spec }) => [spec.host, spec]));
    const routeNames = new Map(
        objectsOf(run, "VirtualService").map(({ metadata, spec }) => [
            metadata.name,
            new Set<string>(spec.http.map((route: Thing) => route.name)),
        ]),
    );

    for (const { metadata, spec } of objectsOf(run, "Service")) {
        const chosen = templates.filter((template) => selects(spec.selector, template.metadata.labels));
        expect(chosen.length > 0, `Service ${metadata.name} selects no pod`);
        for (const port of spec.ports) {
            const offered = chosen.every((template) =>
                template.spec.containers[0].ports.some((own: Thing) => own.name === port.targetPort),
            );
            expect(offered, `Service ${metadata.name} has port ${port.targetPort} that no pod has`);
        }
    }
    for (const kind of ["PodDisruptionBudget", "NetworkPolicy", "PodMonitor", "AuthorizationPolicy"]) {
        for (const { metadata, spec } of objectsOf(run, kind)) {
            const { matchLabels } = spec.selector ?? spec.podSelector;
            // The pods of a client are not the stack's own.
            const any =
                metadata.name.includes(".calls.") ||
                templates.some((template) => selects(matchLabels, template.metadata.labels));
            expect(any, `${kind} ${metadata.name} selects no pod`);
        }
    }
    for (const { metadata, spec } of objectsOf(run, "ScaledObject")) {
        expect(owners.has(`${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`), `ScaledObject ${metadata.name}`);
        expect(spec.minReplicaCount <= spec.maxReplicaCount, `ScaledObject ${metadata.name} bounds`);
        for (const { authenticationRef, metadata: trigger } of spec.triggers) {
            const known =
                authenticationRef === undefined || names(run, "TriggerAuthentication").has(authenticationRef.name);
            expect(known, `ScaledObject ${metadata.name} authentication`);
            expect(trigger.query === undefined || queryFaults(trigger.query).length === 0, trigger.query);
        }
    }
    for (const { metadata, spec } of objectsOf(run, "VerticalPodAutoscaler")) {
        expect(owners.has(`${spec.targetRef.kind}/${spec.targetRef.name}`), `VerticalPodAutoscaler ${metadata.name}`);
    }
    for (const { metadata, spec } of objectsOf(run, "VirtualService")) {
        for (const route of spec.http) {
            const targets = [...route.route.map((entry: Thing) => entry.destination), route.mirror ?? []].flat();
            for (const { host, subset, port } of targets) {
                const service = services.get(host.split(".")[0]);
                const subsets = (rules.get(host)?.subsets ?? []).map((entry: Thing) => entry.name);
                expect(service !== undefined, `${metadata.name} ${route.name} to ${host}`);
                expect(subset === undefined || subsets.includes(subset), `${metadata.name} ${route.name} to ${subset}`);
                const portKnown = service?.ports.some((own: Thing) => own.port === port?.number);
                expect(port === undefined || portKnown, `${metadata.name} ${route.name} to port ${port?.number}`);
            }
            const weights = route.route.flatMap((entry: Thing) => entry.weight ?? []);
            const sum = weights.reduce((total: number, weight: number) => total + weight, 0);
            expect(weights.length === 0 || sum === 100, `${metadata.name} ${route.name} sums to ${sum}`);
        }
        const routes = spec.http.map((route: Thing) => route.name);
        expect(new Set(routes).size === routes.length, `${metadata.name} has two routes of one name`);
    }
    for (const { spec } of objectsOf(run, "DestinationRule")) {
        for (const subset of spec.subsets ?? []) {
            const any = templates.some((template) => selects(subset.labels, template.metadata.labels));
            expect(any, `subset ${subset.name} of ${spec.host} selects no pod`);
        }
    }
    for (const { metadata, spec } of objectsOf(run, "Rollout")) {
        const { canary, blueGreen } = spec.strategy;
        const istio = canary?.trafficRouting.istio;
        for (const route of istio?.virtualService.routes ?? []) {
            expect(routeNames.get(istio.virtualService.name)?.has(route) === true, `${metadata.name} route ${route}`);
        }
        for (const service of blueGreen === undefined ? [] : [blueGreen.activeService, blueGreen.previewService]) {
            expect(services.has(service), `${metadata.name} service ${service}`);
        }
        const analyses = JSON.stringify(spec.strategy).matchAll(/"templateName":"([^"]+)"/g);
        for (const [, name] of analyses) {
            expect(names(run, "AnalysisTemplate").has(name ?? ""), `${metadata.name} analysis ${name}`);
        }
    }
    for (const { metadata, spec } of controllers(run)) {
        const pod = spec.template.spec;
        expect(selects(spec.selector.matchLabels, spec.template.metadata.labels), `${metadata.name} selector`);
        expect(names(run, "ServiceAccount").has(pod.serviceAccountName), `${metadata.name} account`);
        const claims = (spec.volumeClaimTemplates ?? []).map((claim: Thing) => claim.metadata.name);
        const volumes = new Set([...pod.volumes.map((volume: Thing) => volume.name), ...claims]);
        expect(volumes.size === pod.volumes.length + claims.length, `${metadata.name} has two volumes of one name`);
        for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
            for (const mount of container.volumeMounts) {
                expect(volumes.has(mount.name), `${metadata.name} mounts ${mount.name}`);
            }
            for (const { valueFrom } of container.env) {
                const secrets = objectsOf(run, "ExternalSecret").map((secret) => secret.spec.target.name);
                expect(
                    valueFrom === undefined || secrets.includes(valueFrom.secretKeyRef.name),
                    `${metadata.name} secret`,
                );
            }
        }
        for (const volume of pod.volumes) {
            const map = volume.configMap?.name;
            const claim = volume.persistentVolumeClaim?.claimName;
            expect(map === undefined || names(run, "ConfigMap").has(map), `${metadata.name} reads ${map}`);
            expect(
                claim === undefined || names(run, "PersistentVolumeClaim").has(claim),
                `${metadata.name} claims ${claim}`,
            );
        }
        for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
            expect(pod.containers[0][probe] !== undefined, `${metadata.name} has no ${probe}`);
        }
    }
    for (const { metadata, spec } of objectsOf(run, "PersistentVolumeClaim")) {
        expect(names(run, "PersistentVolume").has(spec.volumeName), `claim ${metadata.name}`);
    }
    return found;
}

/** What the add-ons bring and the pack's rules on the mesh ask for. */
const strictMesh = {
    urn: "strict-mesh",
    type: "kubernetes:security.istio.io/v1:PeerAuthentication",
    name: "strict-mesh",
    props: {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "default", namespace: "istio-system" },
        spec: { mtls: { mode: "STRICT" } },
    },
};

/** What the policy pack says of the workloads' own objects, their namespace being restricted. */
function violations(run: Simulated): string[] {
    const judged = run.resources.map(({ urn, type, name, inputs }) => ({ urn, type, name, props: inputs }));
    return judge([...judged, strictMesh], { level: "restricted" })
        .violations.filter(({ urn }) => urn.includes("inference-platform:serving"))
        .map(({ name, message }) => `${name}: ${message}`);
}

/** By name. No two workloads publish one gRPC service. */
function listed(workloads: readonly object[]): object {
    const own = (workload: Thing, i: number) =>
        workload.gateway === undefined
            ? workload
            : { ...workload, gateway: { ...workload.gateway, grpcServices: [`inference.v1.Predict${i}`] } };
    return Object.fromEntries(workloads.map((workload, i) => [`w${i}`, own(workload, i)]));
}

/** Objects that share kind, namespace and name: the later one would take over the earlier. */
function namedTwice(run: Simulated): string[] {
    const ids = run.resources
        .map(({ inputs }) => inputs as Thing)
        .filter(({ metadata }) => metadata?.name !== undefined)
        .map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`);
    return ids.filter((id, i) => ids.indexOf(id) !== i);
}

const someWorkloads = fc.array(anyWorkload(), { minLength: 4, maxLength: 4 });

describe("any workload that a stack file may list", () => {
    it("becomes objects that point at each other and pass the whole policy pack", async () => {
        await fc.assert(
            fc.asyncProperty(someWorkloads, async (workloads) => {
                const run = await render(listed(workloads));
                assert.deepEqual(dangling(run), []);
                assert.deepEqual(violations(run), []);
                assert.deepEqual(namedTwice(run), []);
            }),
            { numRuns: 5 },
        );
    });

    it("would be caught pointing at nothing", async () => {
        const run = await render({ w: { kind: "tensorflow-serving", models: { m: { versions: [1] } } } });
        const resources = run.resources.filter(({ inputs }) => inputs.kind !== "Deployment");
        const faults = dangling({ ...run, resources } as unknown as Simulated);
        assert.ok(faults.includes("Service w selects no pod") && faults.includes("ScaledObject w"), faults.join());
    });
});
