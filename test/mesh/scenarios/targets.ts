import { type Load } from "../program";
import { namespace } from "../callers";
import { type Mesh } from "../mesh";

/** A gRPC call of a TensorFlow Serving workload. */
export function predict(workload: string): Load {
    return {
        url: `http://${hostOf(workload)}:8500/tensorflow.serving.PredictionService/Predict`,
        grpc: true,
    };
}

/** An HTTP call of a TensorFlow Serving workload. */
export function predictOverHttp(workload: string): Load {
    return { url: `http://${hostOf(workload)}:8501/v1/models/${workload}:predict` };
}

/** An HTTP call of an inference service inside the mesh. */
export function infer(workload: string): Load {
    return { url: `http://${hostOf(workload)}/predict` };
}

/**
 * A request from outside, as it comes out of the load balancer: with TLS up to the gateway, or without where the load balancer
 * terminates it. With a token where the stack asks for one.
 */
export function throughGateway(mesh: Mesh, path: string, load: Partial<Load> = {}): Load {
    const scheme = terminatesTls(mesh) ? "https" : "http";
    const token: Load["headers"] = mesh.stack === "prod" ? { authorization: `Bearer ${mesh.outside.token()}` } : {};
    return {
        url: `${scheme}://${mesh.hostname}:443${path}`,
        host: mesh.hostname,
        connect: `${mesh.gateway}:443`,
        ...load,
        headers: { ...token, ...load.headers },
    };
}

function terminatesTls(mesh: Mesh): boolean {
    const { servers } = mesh.object("Gateway", "platform", "istio-ingress")["spec"] as {
        readonly servers: readonly { readonly port: { readonly number: number; readonly protocol: string } }[];
    };
    return servers.some(({ port }) => port.number === 443 && port.protocol === "HTTPS");
}

export function hostOf(service: string): string {
    return `${service}.${namespace}.svc.cluster.local`;
}
