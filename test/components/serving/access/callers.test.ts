import assert from "node:assert/strict";
import { allowedCallsTo, callerFaults, callersOf, gatewayOf } from "../../../../components/serving/access/callers";
import { type Surface } from "../../../../components/serving/access/surface";
import { type ServingPort } from "../../../../components/serving/plan";
import { callersSchema, gatewaySchema } from "../../../../config/serving/access";

const http: ServingPort = { name: "http", protocol: "http", containerPort: 8080, servicePort: 80 };
const grpc: ServingPort = { name: "grpc", protocol: "grpc", containerPort: 9000, servicePort: 9000 };
const admin: ServingPort = { name: "admin", protocol: "http", containerPort: 9100, servicePort: 9100, byName: true };

/** Access as a stack file may write it, with defaults filled in. */
function access({ callers = {}, gateway }: { callers?: object; gateway?: object }) {
    return {
        callers: callersSchema.parse(callers),
        ...(gateway !== undefined && { gateway: gatewaySchema.parse(gateway) }),
        namespace: "ml-production" as const,
    };
}

describe("callersOf", () => {
    const workload = { name: "w", ports: [http, grpc] };

    it("derives a caller's identity from its name, and lets it call every port and path", () => {
        assert.deepEqual(callersOf(workload, access({ callers: { web: {} } })), [
            {
                name: "web",
                namespace: "ml-production",
                serviceAccount: "web",
                podLabels: { app: "web" },
                ports: [http, grpc],
            },
        ]);
    });

    it("takes the identity, ports and paths that the stack file names", () => {
        const web = {
            namespace: "shop",
            serviceAccount: "frontend",
            podLabels: { tier: "front" },
            ports: ["grpc"],
            paths: ["/v1/predict"],
        };
        assert.deepEqual(callersOf(workload, access({ callers: { web } })), [{ name: "web", ...web, ports: [grpc] }]);
    });
});

describe("a port that a stack file adds", () => {
    const workload = { name: "w", ports: [http, grpc, admin] };
    const ports = (callers: object) => callersOf(workload, access({ callers })).map((caller) => caller.ports);

    it("is reached by callers that name it, and by no other", () => {
        assert.deepEqual(ports({ web: {}, ops: { ports: ["admin"] } }), [[http, grpc], [admin]]);
        const [, ops] = allowedCallsTo(
            "w",
            access({ callers: { web: {}, ops: { ports: ["admin"] } } }),
            workload.ports,
        );
        assert.deepEqual([ops?.containerPorts, ops?.servicePorts], [[9100], { admin: 9100 }]);
    });

    it("is the only one beside the workload's own that a caller may name", () => {
        assert.deepEqual(
            callerFaults("workloads.w", access({ callers: { ops: { ports: ["http", "admn"] } } }), workload.ports),
            [
                {
                    path: "workloads.w.callers.ops.ports[1]",
                    reason: "is admn, which this workload does not serve: must be one of http, grpc, admin",
                },
            ],
        );
    });
});

describe("allowedCallsTo", () => {
    it("opens the pods' own ports, which the network sees, not the Service's", () => {
        assert.deepEqual(allowedCallsTo("w", access({ callers: { web: { ports: ["http"] } } }), [http, grpc]), [
            {
                caller: { name: "web", namespace: "ml-production", podLabels: { app: "web" } },
                workload: { name: "w", namespace: "ml-production" },
                containerPorts: [8080],
                servicePorts: { http: 80 },
            },
        ]);
        assert.deepEqual(allowedCallsTo("w", access({}), [http, grpc]), []);
    });
});

describe("gatewayOf", () => {
    const surface: Surface = {
        ports: [http, grpc],
        predictionPaths: ["/predict"],
        administration: { paths: ["/metrics"], grpcServices: ["grpc.health.v1.Health"] },
    };

    it("publishes nothing unless the stack file asks for it", () => {
        assert.equal(gatewayOf("w", surface, access({})), undefined);
    });

    it("publishes the prediction paths over HTTP alone, below the workload's name", () => {
        const plan = gatewayOf("w", surface, access({ gateway: {} }));
        assert.equal(plan?.pathPrefix, "/w/");
        assert.deepEqual([plan.paths, plan.methods, plan.grpcServices], [["/predict"], ["POST"], []]);
        assert.deepEqual(plan.ports, [http]);
        assert.deepEqual(plan.administration, surface.administration);
        assert.deepEqual(["jwt" in plan, "cors" in plan], [false, false]);
    });

    it("never opens a port that a stack file adds, whatever is published", () => {
        const everything = { gateway: { paths: ["/*"], grpcServices: ["inference.v1.Predict"] } };
        const plan = gatewayOf("w", { ...surface, ports: [admin, http, grpc] }, access(everything));
        assert.deepEqual(plan?.ports, [http, grpc]);
    });

    it("opens the gRPC port for services that are published, and the HTTP port only with paths", () => {
        const plan = gatewayOf(
            "w",
            surface,
            access({ gateway: { paths: [], grpcServices: ["inference.v1.Predict"] } }),
        );
        assert.deepEqual(plan?.ports, [grpc]);
    });
});
