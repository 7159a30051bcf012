import { type RecordedResource } from "../../simulation/recorded";

/** Dependencies between resources as the engine sees them: it creates in this order and deletes in reverse. */
export class DependencyGraph {
    private readonly byUrn: ReadonlyMap<string, RecordedResource>;
    private readonly closures = new Map<string, ReadonlySet<string>>();

    constructor(resources: readonly RecordedResource[]) {
        this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    }

    /** URNs of the direct dependencies: `dependsOn` and inputs, parent, provider, `deletedWith`. */
    public direct(urn: string): readonly string[] {
        const resource = this.byUrn.get(urn);
        if (resource === undefined) {
            return [];
        }
        const { dependencies, parent, provider, deletedWith } = resource;
        return [...dependencies, parent, provider, deletedWith].filter((edge) => edge !== undefined);
    }

    /** URNs of all direct and indirect dependencies: they exist before the resource and outlive it. */
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
