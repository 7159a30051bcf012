import { type KubeObject, type V1Pod } from "../../integration/cluster/types";

/** Where a share of a workload's requests goes. */
export interface Destination {
    /** Labels of the pods that answer them. */
    readonly labels: Readonly<Record<string, string>>;
    /** Between 0 and 1. */
    readonly share: number;
}

interface HttpRoute {
    readonly match?: readonly { readonly headers?: object }[];
    readonly route?: readonly { readonly destination: { readonly subset?: string }; readonly weight?: number }[];
}

interface Subset {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
}

/** The objects that decide where a workload's requests go, as controllers have left them. */
export interface Routing {
    readonly virtualService: KubeObject | undefined;
    readonly destinationRule: KubeObject | undefined;
    readonly service: KubeObject | undefined;
}

/** The destinations of requests without any special header, as the mesh resolves them. */
export function destinationsOf({ virtualService, destinationRule, service }: Routing): Destination[] {
    const selector = specOf<{ selector?: Record<string, string> }>(service).selector ?? {};
    const subsets = specOf<{ subsets?: readonly Subset[] }>(destinationRule).subsets ?? [];
    return mainRoute(virtualService).map(({ destination, weight = 100 }) => ({
        labels: { ...selector, ...subsets.find(({ name }) => name === destination.subset)?.labels },
        share: weight / 100,
    }));
}

/** Everything to the pods that a Service selects; nothing where there is none. */
export function destinationOf(service: KubeObject | undefined): Destination[] {
    const { selector } = specOf<{ selector?: Record<string, string> }>(service);
    return selector === undefined ? [] : [{ labels: selector, share: 1 }];
}

/** Weights by subset; a route without subsets has one weight under "". */
export function weightsOf(virtualService: KubeObject | undefined): Record<string, number> {
    return Object.fromEntries(
        mainRoute(virtualService).map(({ destination, weight = 100 }) => [destination.subset ?? "", weight]),
    );
}

function mainRoute(virtualService: KubeObject | undefined): NonNullable<HttpRoute["route"]> {
    const routes = specOf<{ http?: readonly HttpRoute[] }>(virtualService).http ?? [];
    return routes.find(({ match = [] }) => !match.some(({ headers }) => headers !== undefined))?.route ?? [];
}

function specOf<T>(object: KubeObject | undefined): T {
    return (object?.["spec"] ?? {}) as T;
}

/** Share of the requests for each of some ready pods, by name, and what no pod answers. */
export function sharesOf(
    destinations: readonly Destination[],
    pods: readonly V1Pod[],
): { readonly byPod: ReadonlyMap<string, number>; readonly lost: number } {
    const byPod = new Map<string, number>();
    let lost = 0;
    for (const { labels, share } of destinations.filter(({ share: part }) => part > 0)) {
        const answering = pods.filter(({ metadata }) =>
            Object.entries(labels).every(([key, value]) => metadata?.labels?.[key] === value),
        );
        if (answering.length === 0) {
            lost += share;
        }
        for (const { metadata } of answering) {
            const name = metadata?.name ?? "";
            byPod.set(name, (byPod.get(name) ?? 0) + share / answering.length);
        }
    }
    return { byPod, lost };
}
