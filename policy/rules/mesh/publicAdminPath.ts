import { z } from "zod";
import { quoted } from "../../model/read";
import { each, rule } from "../../core/rule";
import { entranceKinds, entrancesOf } from "./entrances";
import { type HttpMatch, type HttpRoute, meshGateway, type PathMatch } from "./virtualService";

export const publicAdminPath = rule({
    name: "mesh-public-admin-path",
    group: "mesh",
    description:
        "Routes of a gateway do not reach administrative endpoints: metrics and health pages expose internals, and a shutdown endpoint stops the workload.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation:
        "Match only the paths that clients call, exactly or by a prefix that stays below them after the rewrite. A VirtualService can also answer administrative paths with directResponse in an earlier route.",
    link: "https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest",
    scope: "resource",
    wants: [...entranceKinds],
    options: z.strictObject({
        adminPaths: z
            .array(z.string().startsWith("/"))
            .default([
                ...["/metrics", "/monitoring/prometheus/metrics", "/stats", "/debug", "/actuator", "/admin"],
                ...["/health", "/healthz", "/livez", "/readyz", "/ready", "/startup"],
                ...["/v2/health", "/shutdown", "/quitquitquit"],
            ])
            .describe("Paths of administrative endpoints, as the workload serves them"),
    }),
    begin: each((subject, run) => {
        const routes = entrancesOf(subject);
        routes.forEach((route, i) => {
            if (!route.reachesBackend) {
                return;
            }
            for (const match of route.matches.filter(isPublic)) {
                const reached = run.options.adminPaths.filter((path) => {
                    const request = requestFor(path, match.path, route);
                    return request !== undefined && !isAnsweredBefore(request, match, routes.slice(0, i));
                });
                if (reached.length > 0) {
                    const shown = quoted(reached.slice(0, shownPaths));
                    const more = reached.length > shownPaths ? ` and ${reached.length - shownPaths} more` : "";
                    const message = `"${match.at}" lets clients of the gateway reach ${shown}${more}; match only the paths that clients call`;
                    run.report(subject, { path: match.at, message, values: reached });
                }
            }
        });
    }),
});

const shownPaths = 3;

function isPublic({ gateways }: HttpMatch): boolean {
    return gateways.some((gateway) => gateway !== meshGateway);
}

/** A path of a request that the match accepts and that arrives at the workload as `target`; `undefined` if there is none. */
function requestFor(target: string, path: PathMatch, { rewrite, rewritesByRegex }: HttpRoute): string | undefined {
    if (rewritesByRegex) {
        return path.kind === "exact" ? undefined : `${withoutSlash(path.value)}${target}`;
    }
    switch (path.kind) {
        case "exact":
            return isAt(rewrite ?? path.value, target) ? path.value : undefined;
        case "any":
            // Without a prefix to replace, the rewrite replaces the whole path.
            return rewrite === undefined || isAt(rewrite, target) ? target : undefined;
        case "below": {
            const base = withoutSlash(rewrite ?? path.value);
            return isAt(target, base)
                ? withoutSlash(path.value) + target.slice(base.length)
                : isAt(base, target)
                  ? path.value
                  : undefined;
        }
        case "prefix": {
            const start = rewrite ?? path.value;
            // The rest of the path follows the rewrite directly; a doubled slash between them counts as one.
            for (const base of [start, withoutSlash(start)]) {
                const rest = target.slice(base.length);
                if (target.startsWith(base) && (base === start || rest.startsWith("/"))) {
                    return path.value + rest;
                }
            }
            return isAt(start, target) ? path.value : undefined;
        }
    }
}

function withoutSlash(path: string): string {
    return path.replace(/\/$/, "");
}

/** Whether a path is the target or lies below it. */
function isAt(path: string, target: string): boolean {
    return path === target || path.startsWith(`${target}/`);
}

/** Whether an earlier route takes the request, whatever its other settings, and does not hand it to a backend. */
function isAnsweredBefore(request: string, match: HttpMatch, earlier: readonly HttpRoute[]): boolean {
    const taking = earlier.find(({ matches }) =>
        matches.some(
            ({ path, gateways, conditional }) =>
                !conditional &&
                match.gateways.every((gateway) => gateway === meshGateway || gateways.includes(gateway)) &&
                accepts(path, request),
        ),
    );
    // A route to a backend is judged by itself.
    return taking !== undefined;
}

function accepts({ kind, value }: PathMatch, request: string): boolean {
    switch (kind) {
        case "any":
            return true;
        case "exact":
            return request === value;
        case "prefix":
            return request.startsWith(value);
        case "below":
            return isAt(request, withoutSlash(value));
    }
}
