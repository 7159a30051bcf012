import { at, list, obj, type Obj, str, strings } from "../../policy/model/read";
import { selects } from "../../policy/model/selector";
import { type PodEnd } from "./network";
import { type ClusterObject, objectsIn, ofKind } from "./objects";

/** Namespace whose policies hold in the whole mesh. */
const rootNamespace = "istio-system";

/** A request as a proxy sees it. What is not given is not known: an allowed request is then one that may exist. */
export interface MeshRequest {
    /** `cluster.local/ns/<namespace>/sa/<service account>`; null: a caller without a proxy, so without an identity. */
    readonly principal: string | null;
    readonly port?: number;
    readonly method?: string;
    readonly path?: string;
}

/** True, false, or undefined: it depends on something that the request does not say. */
type Answer = boolean | undefined;

/** The identity of a service account in the mesh. */
export function principalOf(namespace: string, serviceAccount: string): string {
    return `cluster.local/ns/${namespace}/sa/${serviceAccount}`;
}

/**
 * Whether the proxy of `target` lets such a request through: what a DENY rule surely covers is rejected; then, where there is an
 * ALLOW policy, one of their rules must cover it. Source: Istio, AuthorizationPolicy.
 */
export function meshAdmits(objects: readonly ClusterObject[], target: PodEnd, request: MeshRequest): boolean {
    if (request.principal === null && isStrict(objects, target, request.port)) {
        return false;
    }
    const policies = covering(objects, "AuthorizationPolicy", target);
    const [denying, allowing] = [actionIs("DENY"), actionIs("ALLOW")].map((action) => policies.filter(action)) as [
        ClusterObject[],
        ClusterObject[],
    ];
    const covers = ({ spec }: ClusterObject, counts: (answer: Answer) => boolean) =>
        objectsIn(spec.rules).some((rule) => counts(matches(rule, request)));
    return (
        !denying.some((policy) => covers(policy, (answer) => answer === true)) &&
        (allowing.length === 0 || allowing.some((policy) => covers(policy, (answer) => answer !== false)))
    );
}

/** What an ALLOW rule lets a caller do on a port. */
export interface Permission {
    /** Empty: every method. */
    readonly methods: readonly string[];
    /** As Istio writes patterns: exact, `/prefix/*`, `*suffix`. Empty: every path. */
    readonly paths: readonly string[];
    /** Issuers and subjects of accepted tokens; empty: no token needed. */
    readonly tokens: readonly string[];
}

/** What the mesh lets a caller do on a port of `target`; undefined: no policy covers the pod, so everything. */
export function permissionsOf(
    objects: readonly ClusterObject[],
    target: PodEnd,
    principal: string,
    port: number,
): Permission[] | undefined {
    const policies = covering(objects, "AuthorizationPolicy", target).filter(actionIs("ALLOW"));
    if (policies.length === 0) {
        return undefined;
    }
    const rules = policies.flatMap(({ spec }) => objectsIn(spec.rules));
    return rules.flatMap((rule) => {
        if (fromMatches(rule, { principal, port }) === false) {
            return [];
        }
        const sources = sourcesOf(rule).filter((source) => sourceMatches(source, { principal, port }) !== false);
        const tokens = sources.flatMap(({ requestPrincipals }) => strings(requestPrincipals));
        const operations = operationsOf(rule);
        return (operations.length === 0 ? [{}] : operations)
            .filter((operation) => operationMatches(operation, { principal, port }) !== false)
            .map(({ methods, paths }: Obj) => ({ methods: strings(methods), paths: strings(paths), tokens }));
    });
}

/** Paths that a DENY policy keeps from a caller, whatever else is allowed. */
export function deniedPaths(objects: readonly ClusterObject[], target: PodEnd, principal: string): string[] {
    return covering(objects, "AuthorizationPolicy", target)
        .filter(actionIs("DENY"))
        .flatMap(({ spec }) => objectsIn(spec.rules))
        .filter((rule) => fromMatches(rule, { principal }) !== false)
        .flatMap((rule) => operationsOf(rule).flatMap(({ paths }) => strings(paths)));
}

/** Absent actions are ALLOW; AUDIT and CUSTOM decide nothing that can be known here. */
function actionIs(wanted: "ALLOW" | "DENY"): (policy: ClusterObject) => boolean {
    return ({ spec }) => (str(spec.action) ?? "ALLOW") === wanted;
}

/** Policies of the pod's namespace and of the mesh's root that select the pod. */
function covering(objects: readonly ClusterObject[], kind: string, pod: PodEnd): ClusterObject[] {
    return ofKind(objects, kind).filter(
        ({ namespace, spec }) =>
            (namespace === pod.namespace || namespace === rootNamespace) &&
            selects(obj(spec.selector) ?? {}, pod.labels),
    );
}

/** The narrowest PeerAuthentication decides: of the port, the pod, the namespace, the mesh. Without one, plaintext passes. */
function isStrict(objects: readonly ClusterObject[], target: PodEnd, port: number | undefined): boolean {
    const policies = covering(objects, "PeerAuthentication", target);
    const narrowness = ({ namespace, spec }: ClusterObject) =>
        (namespace === target.namespace ? 2 : 0) + (spec.selector === undefined ? 0 : 1);
    const modes = [...policies]
        .sort((a, b) => narrowness(b) - narrowness(a))
        .flatMap(({ spec }) => [at(spec, "portLevelMtls", String(port), "mode"), at(spec, "mtls", "mode")])
        .filter((mode) => mode !== undefined && mode !== "UNSET");
    return modes[0] === "STRICT";
}

function matches(rule: Obj, request: MeshRequest): Answer {
    const operations = operationsOf(rule);
    return and([
        fromMatches(rule, request),
        operations.length === 0 ? true : or(operations.map((operation) => operationMatches(operation, request))),
        list(rule.when).length === 0 ? true : undefined,
    ]);
}

function fromMatches(rule: Obj, request: MeshRequest): Answer {
    const sources = sourcesOf(rule);
    return sources.length === 0 ? true : or(sources.map((source) => sourceMatches(source, request)));
}

function sourcesOf(rule: Obj): Obj[] {
    return objectsIn(rule.from).map(({ source }) => obj(source) ?? {});
}

function operationsOf(rule: Obj): Obj[] {
    return objectsIn(rule.to).map(({ operation }) => obj(operation) ?? {});
}

function sourceMatches(source: Obj, { principal }: MeshRequest): Answer {
    const namespace = principal?.split("/")[2] ?? null;
    return and(
        Object.entries(source).map(([field, value]): Answer => {
            switch (field) {
                case "principals":
                    return anyOf(value, principal);
                case "notPrincipals":
                    return not(anyOf(value, principal));
                case "namespaces":
                    return anyOf(value, namespace);
                case "notNamespaces":
                    return not(anyOf(value, namespace));
                default:
                    // Tokens and addresses of the request.
                    return undefined;
            }
        }),
    );
}

function operationMatches(operation: Obj, { port, method, path }: MeshRequest): Answer {
    return and(
        Object.entries(operation).map(([field, value]): Answer => {
            switch (field) {
                case "ports":
                    return anyOf(value, port?.toString());
                case "notPorts":
                    return not(anyOf(value, port?.toString()));
                case "methods":
                    return anyOf(value, method);
                case "notMethods":
                    return not(anyOf(value, method));
                case "paths":
                    return anyOf(value, path);
                case "notPaths":
                    return not(anyOf(value, path));
                default:
                    // Hosts of the request.
                    return undefined;
            }
        }),
    );
}

/** Whether one of the patterns matches. Null: there is no such value; undefined: it is not known. */
function anyOf(patterns: unknown, value: string | null | undefined): Answer {
    if (value === undefined) {
        return undefined;
    }
    return value !== null && strings(patterns).some((pattern) => matchesPattern(pattern, value));
}

/** `*`, `prefix*`, `*suffix`, and templates of paths: `{*}` is one segment, `{**}` any number. Source: Istio, Operation. */
function matchesPattern(pattern: string, value: string): boolean {
    if (pattern.includes("{*")) {
        const parts = pattern.split(/(\{\*\*?\})/).map((part) => {
            const wild = { "{*}": "[^/]+", "{**}": ".*" }[part];
            return wild ?? part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
        });
        return new RegExp(`^${parts.join("")}$`).test(value);
    }
    if (pattern.endsWith("*")) {
        return value.startsWith(pattern.slice(0, -1));
    }
    return pattern.startsWith("*") ? value.endsWith(pattern.slice(1)) : value === pattern;
}

function and(answers: readonly Answer[]): Answer {
    if (answers.includes(false)) {
        return false;
    }
    return answers.includes(undefined) ? undefined : true;
}

function or(answers: readonly Answer[]): Answer {
    if (answers.includes(true)) {
        return true;
    }
    return answers.includes(undefined) ? undefined : false;
}

function not(answer: Answer): Answer {
    return answer === undefined ? undefined : !answer;
}
