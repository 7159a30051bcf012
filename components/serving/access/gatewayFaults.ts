import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";
import { type GatewayConfig } from "../../../config/serving/access";
import { type ServingConfig } from "../../../config/serving/serving";
import { adminPathsIn, type Surface } from "./surface";

/** What of a workload cannot, or must not, be reached through the gateway. */
export function gatewayFaults(
    path: string,
    { gateway }: Pick<ServingConfig, "gateway">,
    surface: Surface,
    stack: PlatformConfig,
): readonly Fault[] {
    if (gateway === undefined) {
        return [];
    }
    const at = `${path}.gateway`;
    return [
        ...(stack.ingress === undefined
            ? [{ path: at, reason: 'needs a gateway: add "ingress" to the stack, or leave it out' }]
            : []),
        ...authenticationFaults(at, gateway, stack),
        ...limitFaults(at, gateway, stack),
        ...pathFaults(at, gateway, surface),
        ...serviceFaults(at, gateway, surface),
    ];
}

function authenticationFaults(at: string, { jwt, public: open }: GatewayConfig, stack: PlatformConfig): Fault[] {
    if (jwt !== undefined && open) {
        return [{ path: `${at}.public`, reason: "is true beside jwt: requests either need a token or not; drop one" }];
    }
    return jwt === undefined && !open && stack.environment === "production"
        ? [
              {
                  path: at,
                  reason:
                      "lets any client call the workload in a production stack: add jwt (issuer, jwksUri, audiences), " +
                      "or confirm it with public: true",
              },
          ]
        : [];
}

function limitFaults(at: string, { rateLimit }: GatewayConfig, { ingress }: PlatformConfig): Fault[] {
    if (rateLimit === undefined || ingress === undefined) {
        return [];
    }
    return (["requestsPerSecond", "burst"] as const)
        .filter((key) => rateLimit[key] > ingress.rateLimit[key])
        .map((key) => ({
            path: `${at}.rateLimit.${key}`,
            reason:
                `is ${rateLimit[key]}, but ingress.rateLimit.${key} leaves one client ${ingress.rateLimit[key]} for all ` +
                "workloads: lower this one, or raise that one",
        }));
}

function pathFaults(at: string, { paths, grpcServices }: GatewayConfig, surface: Surface): Fault[] {
    if (paths?.length === 0 && grpcServices.length === 0) {
        return [
            { path: `${at}.paths`, reason: "is empty without grpcServices: name what clients call, or drop gateway" },
        ];
    }
    const published = paths ?? surface.predictionPaths;
    return published.flatMap((pattern, i) => {
        const reached = adminPathsIn(pattern, surface.administration);
        const where = paths === undefined ? `${at}.paths` : `${at}.paths[${i}]`;
        const which =
            paths === undefined ? `by default holds "${pattern}", which covers` : `is "${pattern}", which covers`;
        return reached.length === 0
            ? []
            : [
                  {
                      path: where,
                      reason: `${which} the administrative ${reached.join(", ")}: name the paths that clients call`,
                  },
              ];
    });
}

function serviceFaults(at: string, { grpcServices }: GatewayConfig, surface: Surface): Fault[] {
    if (grpcServices.length > 0 && !surface.ports.some(({ name }) => name === "grpc")) {
        return [{ path: `${at}.grpcServices`, reason: "needs a gRPC port, which this kind does not serve" }];
    }
    return grpcServices.flatMap((service, i) =>
        surface.administration.grpcServices.includes(service)
            ? [
                  {
                      path: `${at}.grpcServices[${i}]`,
                      reason: `is ${service}, which serves operators: name the services that clients call`,
                  },
              ]
            : [],
    );
}
