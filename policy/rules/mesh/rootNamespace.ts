import { z } from "zod";

/** Option of rules whose objects apply to the whole mesh when they are in its root namespace. */
export const rootNamespace = z
    .string()
    .min(1)
    .default("istio-system")
    .describe("Namespace whose policies apply to the whole mesh");
