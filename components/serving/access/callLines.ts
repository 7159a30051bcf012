import { type InCluster } from "../../inCluster";
import { portOf, type ServingPlan } from "../plan";

/** Commands that send a request to a workload, ready to paste; the body is in the file `request.json`. */
export interface CallLines {
    /** Runs meanwhile in another terminal, where the workload cannot be reached without it. */
    readonly forward?: string;
    readonly predict: string;
}

type Called = Pick<ServingPlan, "name" | "namespace" | "ports" | "predictionPath" | "gateway">;

/**
 * Through the gateway where the workload is published there, else through kubectl, past the mesh.
 *
 * @param kubectl command line that reaches the cluster
 */
export function callLines(plan: Called, { mesh }: Pick<InCluster, "mesh">, kubectl: string): CallLines | undefined {
    const { gateway } = plan;
    const [path = plan.predictionPath] = gateway?.paths ?? [];
    if (path === undefined) {
        return undefined;
    }
    if (gateway === undefined || mesh.gateway === undefined) {
        const { servicePort } = portOf(plan, "http");
        // Ports below 1024 belong to the administrator of a machine.
        const local = servicePort < 1024 ? servicePort + 8000 : servicePort;
        return {
            forward: `${kubectl} --namespace ${plan.namespace} port-forward service/${plan.name} ${local}:${servicePort}`,
            predict: curl([], `http://localhost:${local}${concrete(path)}`),
        };
    }
    const { hostname, namespace, service, clients } = mesh.gateway;
    const address = clients.forwarded ? `${hostname}:${forwardedPort}` : hostname;
    const options = [
        ...(clients.forwarded ? [`--resolve ${address}:127.0.0.1`] : []),
        ...(clients.selfSigned ? ["--insecure"] : []),
        ...(gateway.jwt === undefined ? [] : ['--header "authorization: Bearer $TOKEN"']),
    ];
    const url = `https://${address}${gateway.pathPrefix.replace(/\/$/, "")}${concrete(path)}`;
    return {
        ...(clients.forwarded && {
            forward: `${kubectl} --namespace ${namespace} port-forward service/${service} ${forwardedPort}:443`,
        }),
        predict: curl(options, url),
    };
}

const forwardedPort = 8443;

function curl(options: readonly string[], url: string): string {
    const json = ['--header "content-type: application/json"', "--data @request.json"];
    return ["curl", ...options, ...json, url].join(" ");
}

/** A path of a pattern: TensorFlow Serving's `:*` stands for its verbs. */
function concrete(pattern: string): string {
    return pattern.replace(/:\*$/, ":predict").replace(/\*$/, "");
}
