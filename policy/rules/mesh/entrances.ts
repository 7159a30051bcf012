import { join, list, type Obj, obj, str } from "../../model/read";
import { stringMap, type Subject } from "../../model/subject";
import { type HttpMatch, type HttpRoute, httpRoutesOf, type PathMatch, pathOfExpression } from "./virtualService";

/** Kinds of object that let requests of clients outside in. */
export const entranceKinds = [
    "networking.istio.io/VirtualService",
    "gateway.networking.k8s.io/HTTPRoute",
    "networking.k8s.io/Ingress",
] as const;

/** The HTTP routes of an object that lets requests in, in the order in which they apply. */
export function entrancesOf(subject: Subject): readonly HttpRoute[] {
    switch (subject.object?.kind) {
        case "HTTPRoute":
            return gatewayRoutes(subject).sort(bySpecificity);
        case "Ingress":
            return ingressRoutes(subject).sort(bySpecificity);
        default:
            return httpRoutesOf(subject);
    }
}

/** An HTTPRoute's matches, each as a route of its own; none when it only belongs to Services, which callers in the mesh use. */
function gatewayRoutes(subject: Subject): HttpRoute[] {
    const spec = obj(subject.props.spec);
    const parents = list(spec?.parentRefs).map((parent) => str(obj(parent)?.kind) ?? "Gateway");
    if (parents.length > 0 && parents.every((kind) => kind === "Service")) {
        return [];
    }
    return list(spec?.rules).flatMap((item, i) => {
        const rule = obj(item) ?? {};
        const at = join("spec.rules", i);
        const filters = list(rule.filters).map((filter) => obj(filter) ?? {});
        const path = obj(obj(filters.find(({ type }) => type === "URLRewrite")?.urlRewrite)?.path);
        const whole = str(path?.replaceFullPath);
        const settings = {
            reachesBackend:
                list(rule.backendRefs).length > 0 && !filters.some(({ type }) => type === "RequestRedirect"),
            rewrite: whole ?? str(path?.replacePrefixMatch),
        };
        const matches = list(rule.matches).map((match) => obj(match) ?? {});
        return matches.length === 0
            ? [route(everything, at, settings)]
            : matches.map((match, j) => {
                  const conditional = ["headers", "queryParams", "method"].some((key) => match[key] !== undefined);
                  const matched = gatewayPath(obj(match.path));
                  return route(whole === undefined ? matched : becomes(matched), join(`${at}.matches`, j), {
                      ...settings,
                      conditional,
                  });
              });
    });
}

/** Source: Gateway API, HTTPPathMatch: `PathPrefix` compares whole elements. */
function gatewayPath(path: Obj | undefined): PathMatch {
    const value = str(path?.value) ?? "/";
    switch (path?.type) {
        case "Exact":
            return { kind: "exact", value };
        case "RegularExpression":
            return pathOfExpression(value);
        default:
            return { kind: "below", value };
    }
}

const rewriteTarget = "nginx.ingress.kubernetes.io/rewrite-target";
const useRegex = "nginx.ingress.kubernetes.io/use-regex";

function ingressRoutes(subject: Subject): HttpRoute[] {
    const spec = obj(subject.props.spec);
    const annotations = stringMap(obj(subject.props.metadata)?.annotations);
    const target = annotations[rewriteTarget];
    // A target with captured groups keeps a part of the path, any other replaces the whole.
    const captures = target?.includes("$") === true;
    const isExpression = captures || annotations[useRegex] === "true";
    const paths = list(spec?.rules).flatMap((rule, i) =>
        list(obj(obj(rule)?.http)?.paths).map((item, j) => {
            const matched = ingressPath(obj(item) ?? {}, isExpression);
            return route(
                target === undefined || captures ? matched : becomes(matched),
                join(`${join("spec.rules", i)}.http.paths`, j),
                { reachesBackend: true, rewrite: captures ? undefined : target, rewritesByRegex: captures },
            );
        }),
    );
    const fallback = obj(spec?.defaultBackend);
    return fallback === undefined
        ? paths
        : [...paths, route(everything, "spec.defaultBackend", { reachesBackend: true, rewrite: undefined })];
}

/** Source: Kubernetes, Ingress path types; controllers read `ImplementationSpecific` as a prefix, with `*` for the rest. */
function ingressPath({ path, pathType }: Obj, isExpression: boolean): PathMatch {
    const value = str(path) ?? "/";
    if (isExpression && pathType !== "Exact") {
        return pathOfExpression(value);
    }
    switch (pathType) {
        case "Exact":
            return { kind: "exact", value };
        case "Prefix":
            return { kind: "below", value };
        default:
            return { kind: "prefix", value: value.replace(/\*$/, "") };
    }
}

const everything: PathMatch = { kind: "below", value: "/" };

/** A match whose whole path is replaced: what follows a prefix does not reach the backend. */
function becomes({ value }: PathMatch): PathMatch {
    return { kind: "exact", value };
}

interface Settings {
    readonly reachesBackend: boolean;
    readonly rewrite: string | undefined;
    readonly rewritesByRegex?: boolean;
    readonly conditional?: boolean;
}

/** The name of the gateway does not matter: every one of these objects belongs to an entrance. */
const gateways: HttpMatch["gateways"] = ["entrance"];

function route(
    path: PathMatch,
    at: string,
    { reachesBackend, rewrite, rewritesByRegex = false, conditional = false }: Settings,
): HttpRoute {
    return { matches: [{ path, gateways, conditional, at }], reachesBackend, rewrite, rewritesByRegex };
}

/** Both kinds let the most specific match win: an exact path, then the longest prefix. */
function bySpecificity(a: HttpRoute, b: HttpRoute): number {
    return weight(b) - weight(a);
}

function weight({ matches: [match] }: HttpRoute): number {
    const { kind, value } = match?.path ?? everything;
    return kind === "exact" ? Infinity : value.length;
}
