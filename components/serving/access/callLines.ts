import { type PortName } from "../../../config/serving/access";
import { type InCluster, type MeshAccess } from "../../inCluster";
import { type GatewayPlan, type GrpcMethod, portOf, type ServingPlan } from "../plan";

/** A command that sends a request, ready to paste. */
export interface CallLine {
    /** Runs meanwhile in another terminal, where the workload cannot be reached without it. */
    readonly forward?: string;
    /** Sends the file `request.json`. */
    readonly predict: string;
}

/** Commands that send a request to a workload, over HTTP and, where its method is known, over gRPC. */
export interface CallLines extends CallLine {
    readonly grpc?: CallLine;
}

type Called = Pick<ServingPlan, "name" | "namespace" | "ports" | "predictionPath" | "predictionMethod" | "gateway">;
type Entrance = NonNullable<MeshAccess["gateway"]>;

/**
 * Through the gateway where the workload is published there, else through kubectl, past the mesh.
 *
 * @param kubectl command line that reaches the cluster
 */
export function callLines(plan: Called, { mesh }: Pick<InCluster, "mesh">, kubectl: string): CallLines | undefined {
    const { gateway, predictionMethod: method } = plan;
    const [published] = gateway?.paths ?? [];
    const path = published ?? plan.predictionPath;
    if (path === undefined) {
        return undefined;
    }
    const http =
        gateway === undefined || published === undefined || mesh.gateway === undefined
            ? inside(plan, "http", kubectl, (local) => curl([], `http://localhost:${local}${concrete(path)}`))
            : httpThrough(gateway, mesh.gateway, published, kubectl);
    if (method === undefined) {
        return http;
    }
    const grpc =
        mesh.gateway !== undefined && gateway?.grpcServices.includes(method.service) === true
            ? grpcThrough(gateway, mesh.gateway, method, kubectl)
            : inside(plan, "grpc", kubectl, (local) => grpcurl(["-plaintext"], `localhost:${local}`, method));
    return { ...http, grpc };
}

function inside(plan: Called, port: PortName, kubectl: string, predict: (local: number) => string): CallLine {
    const { servicePort } = portOf(plan, port);
    // Ports below 1024 belong to the administrator of a machine.
    const local = servicePort < 1024 ? servicePort + 8000 : servicePort;
    return {
        forward: `${kubectl} --namespace ${plan.namespace} port-forward service/${plan.name} ${local}:${servicePort}`,
        predict: predict(local),
    };
}

function httpThrough({ jwt, pathPrefix }: GatewayPlan, entrance: Entrance, path: string, kubectl: string): CallLine {
    const { hostname, clients } = entrance;
    const address = clients.forwarded ? `${hostname}:${forwardedPort}` : hostname;
    const options = [
        ...(clients.forwarded ? [`--resolve ${address}:127.0.0.1`] : []),
        ...(clients.selfSigned ? ["--insecure"] : []),
        ...(jwt === undefined ? [] : [`--header ${token}`]),
    ];
    const url = `https://${address}${pathPrefix.replace(/\/$/, "")}${concrete(path)}`;
    return { ...forwarding(entrance, kubectl), predict: curl(options, url) };
}

function grpcThrough({ jwt }: GatewayPlan, entrance: Entrance, method: GrpcMethod, kubectl: string): CallLine {
    const { hostname, clients } = entrance;
    const options = [
        ...(clients.forwarded ? [`-authority ${hostname}`] : []),
        ...(clients.selfSigned ? ["-insecure"] : []),
        ...(jwt === undefined ? [] : [`-H ${token}`]),
    ];
    const address = clients.forwarded ? `127.0.0.1:${forwardedPort}` : `${hostname}:443`;
    return { ...forwarding(entrance, kubectl), predict: grpcurl(options, address, method) };
}

function forwarding({ clients, namespace, service }: Entrance, kubectl: string): Pick<CallLine, "forward"> {
    return clients.forwarded
        ? { forward: `${kubectl} --namespace ${namespace} port-forward service/${service} ${forwardedPort}:443` }
        : {};
}

const token = '"authorization: Bearer $TOKEN"';

const forwardedPort = 8443;

function curl(options: readonly string[], url: string): string {
    const json = ['--header "content-type: application/json"', "--data @request.json"];
    return ["curl", ...options, ...json, url].join(" ");
}

function grpcurl(options: readonly string[], address: string, { service, method, proto }: GrpcMethod): string {
    return ["grpcurl", ...options, `-proto ${proto}`, "-d @", address, `${service}/${method}`, "< request.json"].join(
        " ",
    );
}

/** A path of a pattern: TensorFlow Serving's `:*` stands for its verbs. */
function concrete(pattern: string): string {
    return pattern.replace(/:\*$/, ":predict").replace(/\*$/, "");
}
