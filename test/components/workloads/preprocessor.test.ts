import assert from "node:assert/strict";
import { clusterObjects } from "../../../simulation/facts/objects";
import { reachability } from "../../../simulation/facts/reach";
import { faultsOf, loadWorkloads, render, server, spec } from "../../support/serving/render";
import { simulateStack } from "../../support/simulate";

/* eslint-disable @typescript-eslint/no-unsafe-argument, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-explicit-any -- rendered objects of many shapes */

const image = "example.com/team/resize:1.0.0";

function captions(preprocessor: object, more: object = {}): object {
    return {
        kind: "tensorflow-serving",
        accelerator: "t4",
        models: { captions: { versions: [1] } },
        callers: { web: { ports: ["grpc"] } },
        gateway: { grpcServices: ["captions.v1.Captions"], public: true },
        slo: { availability: 99.5, latencyP95Ms: 800 },
        preprocessor: { image, ...preprocessor },
        ...more,
    };
}

describe("a preprocessor", () => {
    const run = render({ captions: captions({ scaling: { min: 3, max: 9 } }, { scaling: { min: 2, max: 4 } }) });

    it("runs on nodes without GPU, in pods and numbers of its own", async () => {
        const front = spec(await run, "Deployment", "captions-preprocessor").template.spec;
        assert.deepEqual([front.nodeSelector?.accelerator, front.tolerations], [undefined, undefined]);
        assert.deepEqual(Object.keys(front.containers[0].resources.limits).sort(), [
            "cpu",
            "ephemeral-storage",
            "memory",
        ]);
        assert.equal(front.containers[0].image, image);
        const model = spec(await run, "Deployment", "captions").template.spec;
        assert.equal(model.containers[0].resources.limits["nvidia.com/gpu"], "1");
        const bounds = async (name: string) => {
            const { minReplicaCount, maxReplicaCount } = spec(await run, "ScaledObject", name);
            return [minReplicaCount, maxReplicaCount];
        };
        assert.deepEqual(await bounds("captions-preprocessor"), [3, 9]);
        assert.deepEqual(await bounds("captions"), [2, 4]);
    });

    it("is told where the workload is", async () => {
        const { env } = server(await run, "Deployment", "captions-preprocessor");
        assert.deepEqual(
            env.filter(({ name }: any) => name.startsWith("MODEL_SERVER_")),
            [
                { name: "MODEL_SERVER_GRPC", value: "captions.ml-production.svc.cluster.local:8500" },
                { name: "MODEL_SERVER_HTTP", value: "captions.ml-production.svc.cluster.local:8501" },
            ],
        );
    });

    it("alone reaches the workload: its pods in the network, its account in the mesh", async () => {
        const podsOf = ({ from }: any) => from?.[0].podSelector?.matchLabels;
        const [caller, ...others] = spec(await run, "NetworkPolicy", "captions").ingress;
        assert.deepEqual(podsOf(caller), { app: "captions-preprocessor" });
        assert.deepEqual(
            caller.ports.map(({ port }: any) => port),
            [8500, 8501],
        );
        assert.ok(others.every((rule: any) => rule.ports.every(({ port }: any) => port === 15020)));
        const principals = spec(await run, "AuthorizationPolicy", "captions").rules.flatMap(
            ({ from }: any) => from[0].source.principals,
        );
        assert.deepEqual(principals, ["cluster.local/ns/ml-production/sa/captions-preprocessor"]);
        const ways = spec(await run, "NetworkPolicy", "captions-preprocessor").egress;
        assert.ok(
            ways.some(
                ({ to, ports }: any) =>
                    to?.[0].podSelector?.matchLabels.app === "captions" &&
                    ports.map(({ port }: any) => port).join() === "8500,8501",
            ),
            "the other end of the connection",
        );
    });

    it("takes the calls from outside and inside, and the workload takes none of them", async () => {
        const routes = (await run).resources
            .filter(({ inputs }) => inputs.kind === "VirtualService")
            .map(({ inputs }: any) => ({
                name: inputs.metadata.name,
                gateways: inputs.spec.gateways,
                hosts: inputs.spec.http.flatMap(({ route }: any) =>
                    route.map(({ destination }: any) => destination.host),
                ),
            }));
        const published = routes.filter(({ gateways }: any) => gateways?.some((each: string) => each !== "mesh"));
        assert.ok(published.length > 0);
        for (const { hosts } of published) {
            assert.deepEqual([...new Set(hosts)], ["captions-preprocessor.ml-production.svc.cluster.local"]);
        }
        assert.ok(
            spec(await run, "AuthorizationPolicy", "captions-preprocessor").rules.some(({ from }: any) =>
                from[0].source.principals.includes("cluster.local/ns/ml-production/sa/web"),
            ),
        );
    });

    it("has the one objective of both, and the workload keeps its alerts", async () => {
        const rules = (await run).resources
            .filter(({ inputs }) => inputs.kind === "PrometheusRule")
            .flatMap(({ inputs }: any) => inputs.spec.groups.flatMap((group: any) => group.rules));
        const objectives = rules.filter(({ record }: any) => record === "inference:slo:objective");
        assert.deepEqual(
            objectives.map(({ expr, labels }: any) => [labels.workload, labels.slo, expr]),
            [
                ["captions-preprocessor", "availability", "vector(0.995)"],
                ["captions-preprocessor", "latency", "vector(0.95)"],
            ],
        );
        const alertsOf = (name: string) =>
            rules.filter(({ alert, expr }: any) => alert !== undefined && expr.includes(`"${name}"`)).length;
        assert.ok(alertsOf("captions") > 0, "a slow or failing model is still seen");
        assert.ok(alertsOf("captions-preprocessor") > alertsOf("captions"), "alerts on the objective beside its own");
    });

    it("keeps the workload's path at the gateway", () => {
        const paths = (workloads: object) =>
            Object.entries(loadWorkloads(workloads).workloads).map(([name, each]: any) => [
                name,
                each.gateway?.pathPrefix,
            ]);
        assert.deepEqual(paths({ captions: captions({}) }), [
            ["captions", undefined],
            ["captions-preprocessor", "/captions/"],
        ]);
        const own = { gateway: { pathPrefix: "/own/", public: true } };
        assert.deepEqual(paths({ captions: captions({}, own) })[1], ["captions-preprocessor", "/own/"]);
    });

    it("may have the address of the workload from a secret of its own", async () => {
        const secrets = { MODEL_SERVER_HTTP: { secret: "address" } };
        const { env } = server(
            await render({ captions: captions({ secrets }) }),
            "Deployment",
            "captions-preprocessor",
        );
        const named = env.filter(({ name }: any) => name === "MODEL_SERVER_HTTP");
        assert.equal(named.length, 1);
        assert.ok(named[0].valueFrom.secretKeyRef !== undefined);
    });

    it("stands in front of an image of the user's own as well", async () => {
        const app = { kind: "inference-service", image: "example.com/team/model:1.0.0", accelerator: "t4" };
        const both = await render({ ranking: { ...app, callers: { web: {} }, preprocessor: { image } } });
        const { env } = server(both, "Deployment", "ranking-preprocessor");
        assert.deepEqual(
            env.filter(({ name }: any) => name.startsWith("MODEL_SERVER_")).map(({ value }: any) => value),
            ["ranking.ml-production.svc.cluster.local:80", "ranking.ml-production.svc.cluster.local:9090"],
        );
    });

    it("is an example in the development stack, on the nodes for CPUs", async () => {
        const stack = await simulateStack("dev");
        const pod = spec(stack, "Deployment", "caption-generation-preprocessor").template.spec;
        assert.equal(pod.nodeSelector?.accelerator, undefined);
        const { rules } = spec(stack, "AuthorizationPolicy", "caption-generation");
        assert.deepEqual(
            rules.flatMap(({ from }: any) => from[0].source.principals),
            ["cluster.local/ns/ml-production/sa/caption-generation-preprocessor"],
        );
    });
});

describe("the preprocessor of caption-generation in the development stack", () => {
    it("alone reaches the model, and is reached by the workload's callers", async () => {
        const { resources } = await simulateStack("dev");
        const objects = clusterObjects(
            resources.map(({ inputs }) => inputs).filter(({ kind }) => typeof kind === "string"),
        );
        const { reach } = reachability(objects);
        const callersOf = (target: string, ports: readonly number[]) =>
            reach
                .filter((each) => (each.ports.get(target) ?? []).some((port) => ports.includes(port)))
                .map(({ caller }) => caller.name);
        assert.deepEqual(callersOf("ml-production/caption-generation", [8500, 8501]), [
            "ml-production/caption-generation-preprocessor",
        ]);
        assert.deepEqual(callersOf("ml-production/caption-generation-preprocessor", [8080, 8090]), [
            "ml-production/caption-client",
        ]);
    });
});

describe("a preprocessor that cannot work", () => {
    const asked = { callers: { web: {} }, gateway: { paths: ["/metrics"], public: true } };

    it("is rejected with the keys of the stack file, all faults at once", () => {
        const [image, accelerator, ...more] = faultsOf({
            captions: captions({ accelerator: "t4", image: "example.com/resize:latest" }),
        });
        assert.deepEqual(more, []);
        assert.deepEqual(image, {
            path: "workloads.captions.preprocessor.image",
            reason: 'is "example.com/resize:latest": names no fixed version: add a tag other than latest',
        });
        assert.equal(accelerator?.path, "workloads.captions.preprocessor.accelerator");
        const allowed = /^is not a known key; allowed here: (.*)$/.exec(accelerator.reason)?.[1]?.split(", ") ?? [];
        assert.deepEqual(
            ["image", "scaling", "secrets", "gpus", "callers", "gateway", "slo"].filter((key) => allowed.includes(key)),
            ["image", "scaling", "secrets"],
        );
        const faults = faultsOf({
            captions: captions({ graceSeconds: 15, env: { HTTP_PORT: "1" }, minAvailable: 99 }, asked),
        });
        assert.deepEqual(faults.map(({ path }) => path).sort(), [
            "workloads.captions.gateway.paths[0]",
            "workloads.captions.preprocessor.env.HTTP_PORT",
            "workloads.captions.preprocessor.graceSeconds",
            "workloads.captions.preprocessor.minAvailable",
        ]);
    });

    it("names other workloads as the stack file does", () => {
        const other = {
            kind: "inference-service",
            image,
            gateway: { pathPrefix: "/captions/", public: true },
        };
        const [fault, ...more] = faultsOf({ captions: captions({}), other });
        assert.deepEqual(more, []);
        assert.equal(fault?.path, "workloads.other.gateway.pathPrefix");
        assert.match(fault?.reason ?? "", /of workloads\.captions\.gateway\.pathPrefix:/);
    });

    it("is what a load test puts load on", () => {
        const callers = { load: { namespace: "ml-testing" } };
        const test = (target: string) => ({
            captions: captions({}, { callers }),
            load: { kind: "load-test", target, request: { path: "/predict", body: {} } },
        });
        assert.deepEqual(faultsOf(test("captions")), [
            {
                path: "workloads.load.target",
                reason: 'is "captions", which its preprocessor alone may call: use "captions-preprocessor"',
            },
        ]);
        assert.doesNotThrow(() => loadWorkloads(test("captions-preprocessor")));
    });

    it("needs a name that fits and is free", () => {
        const long = "a".repeat(28);
        assert.deepEqual(faultsOf({ [long]: captions({}) }), [
            {
                path: `workloads.${long}.preprocessor`,
                reason: `is the workload "${long}-preprocessor" in the cluster: use a name of at most 27 characters`,
            },
        ]);
        const taken = { kind: "inference-service", image };
        assert.deepEqual(faultsOf({ captions: captions({}), "captions-preprocessor": taken }), [
            {
                path: "workloads.captions.preprocessor",
                reason:
                    'is the workload "captions-preprocessor" in the cluster, and workloads.captions-preprocessor has that ' +
                    "name: rename one of them",
            },
        ]);
    });

    it("is not looked at where the workload itself is wrong", () => {
        assert.deepEqual(
            faultsOf({ captions: captions({}, { models: "captions" }) }).map(({ path }) => path),
            ["workloads.captions.models"],
        );
    });
});
