import { type FullStack } from "../../integration/settings";
import { type Mesh } from "../mesh";

/** A promise of the platform about requests, and how it shows. */
export interface MeshScenario {
    readonly title: string;
    /** Stacks whose objects make the promise. Default: all. */
    readonly stacks?: readonly FullStack[];
    /**
     * Throws when the promise is broken; leaves the mesh as it was.
     *
     * @param figure notes what was measured, for the table at the end.
     */
    readonly holds: (mesh: Mesh, figure: (measured: string) => void) => Promise<void>;
}
