import { type Fault } from "../../../config/fault";
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
        ports:
            caller.ports?.map((port) => portOf(workload, port)) ??
            workload.ports.filter(({ byName }) => byName !== true),
        ...(caller.paths !== undefined && { paths: caller.paths }),
    }));
}

/**
 * Ports of callers that the workload does not serve.
 *
 * @param path of the workload
 */
export function callerFaults(
    path: string,
    { callers }: Pick<ServingConfig, "callers">,
    ports: readonly ServingPort[],
): readonly Fault[] {
    const names = ports.map(({ name }) => name);
    return Object.entries(callers).flatMap(([caller, { ports: called = [] }]) =>
        called.flatMap((port, i) =>
            names.includes(port)
                ? []
                : [
                      {
                          path: `${path}.callers.${caller}.ports[${i}]`,
                          reason: `is ${port}, which this workload does not serve: must be one of ${names.join(", ")}`,
                      },
                  ],
        ),
    );
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
    // By name: a port that a stack file adds is never open from outside.
    const open = [...(paths.length > 0 ? ["http"] : []), ...(grpcServices.length > 0 ? ["grpc"] : [])];
    return {
        pathPrefix,
        paths,
        methods,
        grpcServices,
        ports: ports.filter(({ name: port }) => open.includes(port)),
        administration,
        ...(jwt !== undefined && { jwt }),
        ...(cors !== undefined && { cors }),
        ...((rate !== undefined || requestSize !== undefined) && {
            limits: { ...(rate !== undefined && { rate }), ...(requestSize !== undefined && { requestSize }) },
        }),
    };
}
