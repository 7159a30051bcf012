import assert from "node:assert/strict";
import { portFaults, servingPorts } from "../../../../components/workloads/inferenceService/ports";
import { portsSchema } from "../../../../config/serving/ports";
import { render } from "../../../support/serving/render";
import { itRejects } from "../../../support/serving/itRejects";
import { type Simulated } from "../../../support/simulate";

const app = { kind: "inference-service", image: "example.com/app:1.0.0" };

describe("ports of an image", () => {
    it("are those of the contract, at the Service's own numbers whatever the server's are", () => {
        const ports = (input: object) =>
            servingPorts(portsSchema.parse(input)).map(({ name, containerPort, servicePort }) => [
                name,
                containerPort,
                servicePort,
            ]);
        assert.deepEqual(ports({}), [
            ["http", 8080, 80],
            ["grpc", 8090, 9090],
        ]);
        assert.deepEqual(ports({ http: 8000, others: { admin: { port: 9100 } } }), [
            ["http", 8000, 80],
            ["grpc", 8090, 9090],
            ["admin", 9100, 9100],
        ]);
    });

    it("are not shared: every port that two would have is named at once", () => {
        const others = {
            http: { port: 9100 },
            admin: { port: 9000 },
            metrics: { port: 9200 },
            debug: { port: 9200 },
            grpcweb: { port: 9090 },
        };
        assert.deepEqual(portFaults("ports", portsSchema.parse({ http: 9000, grpc: 9000, others })), [
            { path: "ports.grpc", reason: "is 9000, the port of http too: a server listens on one each" },
            { path: "ports.others.http", reason: "is the name of a port that every server has: set ports.http" },
            { path: "ports.others.admin.port", reason: "is 9000, the port of http too: choose another" },
            { path: "ports.others.debug.port", reason: "is 9200, the port of metrics too: choose another" },
            {
                path: "ports.others.grpcweb.port",
                reason: "is 9090, where the workload's Service has grpc: choose another",
            },
        ]);
    });

    itRejects([
        [{ ...app, ports: { http: 80 } }, "ports.http", "is 80: must be at least 1024"],
        [
            { ...app, ports: { others: { admin: { port: 15021 } } } },
            "ports.others.admin.port",
            "is 15021: must not be 15000 to 15099, which the mesh's proxy uses in each pod",
        ],
        [
            { ...app, callers: { web: { ports: ["admin"] } } },
            "callers.web.ports[0]",
            "is admin, which this workload does not serve: must be one of http, grpc",
        ],
    ]);
});

describe("a workload with ports of its own", () => {
    let run: Simulated;
    before(async () => {
        run = await render({
            own: {
                ...app,
                ports: {
                    http: 8000,
                    grpc: 8001,
                    others: { admin: { port: 9100 }, rows: { port: 9200, protocol: "grpc" } },
                },
                callers: { web: {}, operations: { ports: ["admin", "rows"], paths: ["/flush"] } },
                gateway: { paths: ["/flush", "/predict"], grpcServices: ["own.v1.Predict"], public: true },
                warmUp: { requests: [{ path: "/predict", body: { x: 1 } }] },
                shutdown: {},
                traffic: { timeoutSeconds: 20 },
            },
        });
    });

    /* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument -- rendered objects of many shapes */
    const spec = (kind: string, name: string): any => run.object(kind, name).inputs.spec;
    const pod = () => spec("Deployment", "own").template;

    it("has them in pods and Service, each with its protocol for the mesh", () => {
        assert.deepEqual(
            pod().spec.containers[0].ports.map((port: any) => [port.name, port.containerPort]),
            [
                ["http", 8000],
                ["grpc", 8001],
                ["admin", 9100],
                ["rows", 9200],
            ],
        );
        assert.deepEqual(
            spec("Service", "own").ports.map((port: any) => [port.port, port.targetPort, port.appProtocol]),
            [
                [80, "http", "http"],
                [9090, "grpc", "grpc"],
                [9100, "admin", "http"],
                [9200, "rows", "grpc"],
            ],
        );
    });

    it("is told its ports, and scraped, warmed up and stopped on them", () => {
        const container = pod().spec.containers[0];
        const value = (name: string) => container.env.find((variable: any) => variable.name === name)?.value;
        assert.deepEqual(["HTTP_PORT", "PROMETHEUS_PORT", "GRPC_PORT"].map(value), ["8000", "8000", "8001"]);
        assert.equal(pod().metadata.annotations["prometheus.io/port"], "8000");
        assert.match(container.lifecycle.preStop.exec.command[2], /127\.0\.0\.1:8000\/shutdown/);
        const warmUp = pod().spec.initContainers.find((each: any) => JSON.stringify(each).includes("127.0.0.1:8000"));
        assert.ok(warmUp, "the warm-up calls the same port");
        const left = run.resources.filter(({ inputs }) => /\b80[89]0\b/.test(JSON.stringify(inputs)));
        assert.deepEqual(
            // The script of the warm-up has one in a comment.
            left.filter(({ name }) => !name.includes("warm-up")),
            [],
            "the ports of the contract are nowhere",
        );
    });

    it("lets the network and the mesh through where a caller names a port, and the gateway to the contract's alone", () => {
        const admitted = (app: string) =>
            spec("NetworkPolicy", "own")
                .ingress.filter((rule: any) => rule.from[0].podSelector?.matchLabels?.app === app)
                .flatMap((rule: any) => rule.ports.map((port: any) => port.port));
        assert.deepEqual(admitted("web"), [8000, 8001]);
        assert.deepEqual(admitted("operations"), [9100, 9200]);
        const operations = spec("AuthorizationPolicy", "own").rules.map((rule: any) => [
            rule.from[0].source.principals[0].split("/").at(-1),
            rule.to.map(({ operation }: any) => [
                operation.ports[0],
                operation.methods ?? "any",
                operation.paths ?? "any",
            ]),
        ]);
        assert.deepEqual(operations.slice(0, 2), [
            [
                "web",
                [
                    ["8000", "any", "any"],
                    ["8001", ["POST"], "any"],
                ],
            ],
            [
                "operations",
                [
                    ["9100", "any", ["/flush"]],
                    ["9200", ["POST"], ["/flush"]],
                ],
            ],
        ]);
        assert.deepEqual(
            operations[2][1].map(([port]: any) => port),
            ["8000", "8001"],
        );
        const gateway = spec("NetworkPolicy", "own").ingress.filter((rule: any) =>
            JSON.stringify(rule).includes("gateway"),
        );
        assert.deepEqual(
            gateway.flatMap((rule: any) => rule.ports.map((port: any) => port.port)),
            [8000, 8001],
        );
    });
});
