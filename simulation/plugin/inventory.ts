import { type WireProperties } from "./wire";

/** A resource that exists in the simulated cloud. */
export interface Existing {
    readonly urn: string;
    readonly type: string;
    /** Physical id. */
    readonly id: string;
    /** What its made-up ids and names derive from. */
    readonly seed: string;
    /** Region of the provider that made it. */
    readonly region: string;
    readonly inputs: WireProperties;
    readonly outputs: WireProperties;
}

/** Refused as a cloud would refuse it; the engine shows the message at the resource. */
export class RefusedByCloud extends Error {}

/**
 * What exists in the simulated cloud: the memory behind the plugins of one rehearsal. The engine's state says what the engine
 * believes; this says what is there.
 */
export class Inventory {
    readonly #resources = new Map<string, Existing>();
    readonly #components = new Map<string, WireProperties>();
    readonly #generations = new Map<string, number>();

    /**
     * What names and ids of the next resource under `urn` derive from: the URN itself, as in the in-process simulation, and
     * something new for a replacement that is made beside it.
     */
    nextSeed(urn: string): string {
        const generation = this.#generations.get(urn) ?? 0;
        return generation === 0 ? urn : `${urn}#${generation}`;
    }

    /** @throws RefusedByCloud when ids of the type are names (`named`) and this one is taken. */
    add(resource: Existing, named: boolean): void {
        const twin = this.all().find((other) => other.type === resource.type && other.id === resource.id);
        if (named && twin !== undefined) {
            throw new RefusedByCloud(
                `${resource.type} "${resource.id}" exists already, made for ${twin.urn}: ` +
                    "give one of them another name, or leave the name out so that one is made up",
            );
        }
        this.#resources.set(key(resource), resource);
        this.#generations.set(resource.urn, (this.#generations.get(resource.urn) ?? 0) + 1);
    }

    find(urn: string, id: string): Existing | undefined {
        return this.#resources.get(key({ urn, id }));
    }

    /** The youngest resource under `urn`: while it is replaced there are two. */
    latest(urn: string): Existing | undefined {
        return this.all().findLast((resource) => resource.urn === urn);
    }

    update(resource: Existing): void {
        if (this.find(resource.urn, resource.id) === undefined) {
            throw new RefusedByCloud(`${resource.type} "${resource.id}" does not exist and cannot be updated`);
        }
        this.#resources.set(key(resource), resource);
    }

    remove(urn: string, id: string): void {
        this.#resources.delete(key({ urn, id }));
    }

    all(): readonly Existing[] {
        return [...this.#resources.values()];
    }

    /** Inputs of a remote component as it was last brought up; undefined when it does not exist. */
    component(urn: string): WireProperties | undefined {
        return this.#components.get(urn);
    }

    setComponent(urn: string, inputs: WireProperties): void {
        this.#components.set(urn, inputs);
    }

    /** The engine drops a component without a word to its provider; whoever sees that tells the inventory. */
    removeComponent(urn: string): void {
        this.#components.delete(urn);
    }
}

function key({ urn, id }: Pick<Existing, "urn" | "id">): string {
    return `${urn}::${id}`;
}
