import { uuid } from "./naming";
import { type SimulatedType, type TypeTable } from "./types";

/** An explicitly configured provider: nothing but an id. */
export const providerType: SimulatedType = { id: ({ seed }) => uuid(seed) };

/** What the engine itself knows. */
export const engineTypes: TypeTable = {
    "pulumi:pulumi:StackReference": {
        id: ({ inputs, name }) => (typeof inputs.name === "string" ? inputs.name : name),
        outputs: () => ({ outputs: {}, secretOutputNames: [] }),
    },
};
