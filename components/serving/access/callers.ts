import { type ServingConfig } from "../../../config/serving/serving";
import { type Caller, type GatewayPlan, portOf, type ServingPlan, type ServingPort } from "../plan";

/** Callers inside the cluster, with the defaults that follow from their names. */
export function callersOf(
    workload: Pick<ServingPlan, "name" | "ports">,
    { callers, namespace }: Pick<ServingConfig, "callers" | "namespace">,
): readonly Caller[] {
    return Object.entries(callers).map(([name, caller]) => ({
        namespace: caller.namespace ?? namespace,
        serviceAccount: caller.serviceAccount ?? name,
        podLabels: caller.podLabels ?? { app: name },
        ports: caller.ports?.map((port) => portOf(workload, port)) ?? workload.ports,
        ...(caller.paths !== undefined && { paths: caller.paths }),
    }));
}

/** What comes in through the platform's gateway; undefined: nothing. */
export function gatewayOf(
    { name, ports }: { readonly name: string; readonly ports: readonly ServingPort[] },
    { gateway }: Pick<ServingConfig, "gateway">,
): GatewayPlan | undefined {
    if (gateway === undefined) {
        return undefined;
    }
    const { pathPrefix = `/${name}/`, grpcServices } = gateway;
    return {
        pathPrefix,
        grpcServices,
        ports: ports.filter((port) => port.name === "http" || grpcServices.length > 0),
    };
}
