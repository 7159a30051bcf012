import { uuid } from "./naming";
import { type SimulatedType, type TypeTable } from "./types";

/** An explicit provider, which has only an id. */
export const providerType: SimulatedType = { id: ({ seed }) => uuid(seed) };

/** Types of the engine itself. */
export const engineTypes: TypeTable = {
    "pulumi:pulumi:StackReference": {
        id: ({ inputs, name }) => (typeof inputs.name === "string" ? inputs.name : name),
        outputs: () => ({ outputs: {}, secretOutputNames: [] }),
    },
};
