import { type Administration, type GrpcMethod, type ServingPort } from "../plan";

/** What the server of a kind answers, as far as access follows from it. */
export interface Surface {
    readonly ports: readonly ServingPort[];
    /** HTTP paths of predictions, or prefixes that end with `*`: what the gateway publishes by default. */
    readonly predictionPaths: readonly string[];
    /** gRPC method that predicts. Default: none is known. */
    readonly predictionMethod?: GrpcMethod;
    readonly administration: Administration;
}

/** gRPC services of every server that serve operators: health, reflection and diagnostics. Source: grpc/grpc-proto. */
export const commonAdminServices = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
    "grpc.channelz.v1.Channelz",
] as const;

/** The administrative paths that a pattern lets through: a path, or a prefix that ends with `*`. */
export function adminPathsIn(pattern: string, { paths }: Administration): readonly string[] {
    const prefix = pattern.endsWith("*");
    const value = (prefix ? pattern.slice(0, -1) : pattern).toLowerCase();
    return paths.filter((path) => {
        const admin = path.toLowerCase();
        return isAtOrBelow(value, admin) || (prefix && admin.startsWith(value));
    });
}

/** The root has nothing below it: everything would be. */
function isAtOrBelow(path: string, admin: string): boolean {
    return path === admin || (admin !== "/" && path.startsWith(`${admin}/`));
}

/** A path and what lies below it, as an AuthorizationPolicy matches them. */
export function atAndBelow(path: string): string[] {
    return path === "/" ? [path] : [path, `${path}/*`];
}
