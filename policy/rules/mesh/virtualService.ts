import { effectiveNamespace } from "../../model/cluster";
import { join, list, type Obj, obj, str, strings } from "../../model/read";
import { type Subject } from "../../model/subject";

/** Name by which a route is bound to the sidecars of the mesh instead of a gateway. */
export const meshGateway = "mesh";

/** How a route matches the path of a request. */
export interface PathMatch {
    /** `below`: the path itself and what lies below it, by whole elements. */
    readonly kind: "any" | "exact" | "prefix" | "below";
    /** Empty for `any`. */
    readonly value: string;
}

/** One way into an HTTP route. */
export interface HttpMatch {
    readonly path: PathMatch;
    /** Gateways it applies to, as `<namespace>/<name>` or `mesh`. */
    readonly gateways: readonly string[];
    /** Whether anything but the path decides too: headers, methods, query parameters, callers. */
    readonly conditional: boolean;
    /** Path of the match in the object. */
    readonly at: string;
}

export interface HttpRoute {
    readonly matches: readonly HttpMatch[];
    /** Whether requests reach a backend: a redirect and a direct response do not. */
    readonly reachesBackend: boolean;
    /** What replaces the matched path or prefix; `undefined` where nothing does. */
    readonly rewrite: string | undefined;
    /** Whether a regular expression rewrites the path. */
    readonly rewritesByRegex: boolean;
}

const conditions = [
    ...["method", "headers", "withoutHeaders", "queryParams", "authority", "scheme", "port", "sourceLabels"],
    "sourceNamespace",
];

/** Gateways that a VirtualService is bound to, as `<namespace>/<name>` or `mesh`. */
export function gatewaysOf(subject: Subject): string[] {
    const named = strings(obj(subject.props.spec)?.gateways);
    return named.length === 0 ? [meshGateway] : named.map((name) => qualified(name, subject));
}

function qualified(gateway: string, subject: Subject): string {
    return gateway === meshGateway || gateway.includes("/") ? gateway : `${effectiveNamespace(subject)}/${gateway}`;
}

/** The HTTP routes of a VirtualService, in the order in which they apply. */
export function httpRoutesOf(subject: Subject): HttpRoute[] {
    const bound = gatewaysOf(subject);
    return list(obj(subject.props.spec)?.http).map((item, i) => {
        const route = obj(item) ?? {};
        const at = join("spec.http", i);
        const matches = list(route.match);
        return {
            matches:
                matches.length === 0
                    ? [{ path: anyPath, gateways: bound, conditional: false, at }]
                    : matches.map((match, j) => matchOf(obj(match) ?? {}, join(`${at}.match`, j), bound, subject)),
            reachesBackend: route.redirect === undefined && route.directResponse === undefined,
            rewrite: str(obj(route.rewrite)?.uri),
            rewritesByRegex: obj(route.rewrite)?.uriRegexRewrite !== undefined,
        };
    });
}

const anyPath: PathMatch = { kind: "any", value: "" };

function matchOf(match: Obj, at: string, bound: readonly string[], subject: Subject): HttpMatch {
    const own = strings(match.gateways).map((name) => qualified(name, subject));
    return {
        path: pathOf(obj(match.uri)),
        gateways: own.length === 0 ? bound : own,
        conditional: conditions.some((key) => match[key] !== undefined),
        at,
    };
}

function pathOf(uri: Obj | undefined): PathMatch {
    const exact = str(uri?.exact);
    const prefix = str(uri?.prefix);
    const regex = str(uri?.regex);
    if (exact !== undefined) {
        return { kind: "exact", value: exact };
    }
    if (prefix !== undefined) {
        return { kind: "prefix", value: prefix };
    }
    return regex === undefined ? anyPath : pathOfExpression(regex);
}

/**
 * An expression counts as a prefix match of the literal text that it begins with: which paths it matches beyond that is
 * not worth running an expression from an untrusted file.
 */
export function pathOfExpression(regex: string): PathMatch {
    const literal = /^\^?((?:[\w/~-]|\\.)*)/.exec(regex)?.[1] ?? "";
    const text = literal.replace(/\\(.)/g, "$1");
    const whole = /^\^?(?:[\w/~-]|\\.)*\$?$/.test(regex);
    return whole ? { kind: "exact", value: text } : { kind: "prefix", value: text };
}
