import { type WireProperties } from "./wire";

/** A resource that exists in the simulated cloud. */
export interface Existing {
    readonly urn: string;
    readonly type: string;
    /** Physical id. */
    readonly id: string;
    /** Its generated ids and names derive from it. */
    readonly seed: string;
    /** Region of the provider that created it. */
    readonly region: string;
    readonly inputs: WireProperties;
    readonly outputs: WireProperties;
}

/** A request that a cloud rejects; the engine reports the message for the resource. */
export class RejectedByCloud extends Error {}

/** Everything that exists in the simulated cloud during one rehearsal, independent of the engine's state. */
export class Inventory {
    readonly #resources = new Map<string, Existing>();
    readonly #components = new Map<string, WireProperties>();
    readonly #generations = new Map<string, number>();

    /**
     * Seed of the next resource under `urn`: the URN itself, as in the in-process simulation, or another one for a replacement
     * that is created before the old resource is deleted.
     */
    nextSeed(urn: string): string {
        const generation = this.#generations.get(urn) ?? 0;
        return generation === 0 ? urn : `${urn}#${generation}`;
    }

    /** @throws RejectedByCloud when ids of the type are names (`named`) and this one is taken. */
    add(resource: Existing, named: boolean): void {
        const twin = this.all().find((other) => other.type === resource.type && other.id === resource.id);
        if (named && twin !== undefined) {
            throw new RejectedByCloud(
                `${resource.type} "${resource.id}" already exists as ${twin.urn}: ` +
                    "rename one of them, or omit the name so that one is generated",
            );
        }
        this.#resources.set(key(resource), resource);
        this.#generations.set(resource.urn, (this.#generations.get(resource.urn) ?? 0) + 1);
    }

    find(urn: string, id: string): Existing | undefined {
        return this.#resources.get(key({ urn, id }));
    }

    /** The newest resource under `urn`: during a replacement there are two. */
    latest(urn: string): Existing | undefined {
        return this.all().findLast((resource) => resource.urn === urn);
    }

    update(resource: Existing): void {
        if (this.find(resource.urn, resource.id) === undefined) {
            throw new RejectedByCloud(`${resource.type} "${resource.id}" does not exist and cannot be updated`);
        }
        this.#resources.set(key(resource), resource);
    }

    remove(urn: string, id: string): void {
        this.#resources.delete(key({ urn, id }));
    }

    all(): readonly Existing[] {
        return [...this.#resources.values()];
    }

    /** Inputs of the last construction of a remote component; undefined when it does not exist. */
    component(urn: string): WireProperties | undefined {
        return this.#components.get(urn);
    }

    /** URN and inputs of every remote component. */
    components(): readonly (readonly [urn: string, inputs: WireProperties])[] {
        return [...this.#components];
    }

    setComponent(urn: string, inputs: WireProperties): void {
        this.#components.set(urn, inputs);
    }

    /** The engine deletes a component without calling its provider: the caller must report the deletion. */
    removeComponent(urn: string): void {
        this.#components.delete(urn);
    }
}

function key({ urn, id }: Pick<Existing, "urn" | "id">): string {
    return `${urn}::${id}`;
}
