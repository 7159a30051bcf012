import { type RecordedResource } from "./recorded";

/** What waits for what, as the engine sees it: it creates along these edges and deletes against them. */
export class DependencyGraph {
    private readonly byUrn: ReadonlyMap<string, RecordedResource>;
    private readonly closures = new Map<string, ReadonlySet<string>>();

    constructor(resources: readonly RecordedResource[]) {
        this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    }

    /** URNs a resource waits for itself: its dependencies, its parent, its provider, and what it is deleted with. */
    public direct(urn: string): readonly string[] {
        const resource = this.byUrn.get(urn);
        if (resource === undefined) {
            return [];
        }
        const { dependencies, parent, provider, deletedWith } = resource;
        return [...dependencies, parent, provider, deletedWith].filter((edge) => edge !== undefined);
    }

    /** URNs of everything that must exist before the resource and must outlive it. */
    public all(urn: string): ReadonlySet<string> {
        const known = this.closures.get(urn);
        if (known !== undefined) {
            return known;
        }
        const reached = new Set<string>();
        const pending = [...this.direct(urn)];
        for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
            if (!reached.has(next)) {
                reached.add(next);
                pending.push(...this.direct(next));
            }
        }
        this.closures.set(urn, reached);
        return reached;
    }

    /** Whether `urn` is created after `other`, and deleted before it. */
    public dependsOn(urn: string, other: string): boolean {
        return this.all(urn).has(other);
    }
}
