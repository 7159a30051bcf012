import { type ServingConfig } from "../../../config/serving/serving";
import { type AllowedCall } from "../calls";
import { type Surface } from "./surface";
import { type Caller, type GatewayPlan, portOf, type ServingPlan, type ServingPort } from "../plan";

/** Callers inside the cluster, with the defaults that follow from their names. */
export function callersOf(
    workload: Pick<ServingPlan, "name" | "ports">,
    { callers, namespace }: Pick<ServingConfig, "callers" | "namespace">,
): readonly Caller[] {
    return Object.entries(callers).map(([name, caller]) => ({
        name,
        namespace: caller.namespace ?? namespace,
        serviceAccount: caller.serviceAccount ?? name,
        podLabels: caller.podLabels ?? { app: name },
        ports: caller.ports?.map((port) => portOf(workload, port)) ?? workload.ports,
        ...(caller.paths !== undefined && { paths: caller.paths }),
    }));
}

/** The rows that the workload adds to the table of allowed calls, one per caller. */
export function allowedCallsTo(
    name: string,
    config: Pick<ServingConfig, "callers" | "namespace">,
    ports: readonly ServingPort[],
): readonly AllowedCall[] {
    return callersOf({ name, ports }, config).map((caller) => ({
        caller: { name: caller.name, namespace: caller.namespace, podLabels: caller.podLabels },
        workload: { name, namespace: config.namespace },
        containerPorts: caller.ports.map(({ containerPort }) => containerPort),
        servicePorts: Object.fromEntries(caller.ports.map((port) => [port.name, port.servicePort])),
    }));
}

/** What comes in through the platform's gateway; undefined: nothing. */
export function gatewayOf(
    name: string,
    { ports, predictionPaths, administration }: Surface,
    { gateway }: Pick<ServingConfig, "gateway">,
): GatewayPlan | undefined {
    if (gateway === undefined) {
        return undefined;
    }
    const { pathPrefix = `/${name}/`, paths = predictionPaths, grpcServices, methods, jwt, cors } = gateway;
    const { rateLimit: rate, maxRequestSize: requestSize } = gateway;
    const open = { http: paths.length > 0, grpc: grpcServices.length > 0 };
    return {
        pathPrefix,
        paths,
        methods,
        grpcServices,
        ports: ports.filter((port) => open[port.name]),
        administration,
        ...(jwt !== undefined && { jwt }),
        ...(cors !== undefined && { cors }),
        ...((rate !== undefined || requestSize !== undefined) && {
            limits: { ...(rate !== undefined && { rate }), ...(requestSize !== undefined && { requestSize }) },
        }),
    };
}
