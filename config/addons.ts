import { z } from "zod";

/**
 * Settings of each add-on in a stack file, by key. Each definition in `components/addons` adds its own key to this interface and
 * hands its schema to the loader: `config` is the bottom layer and does not refer to add-ons.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled in by declaration merging
export interface AddonsConfig {}

export type AddonKey = keyof AddonsConfig;

/** The schema of each add-on that has a key in a stack file. */
export type AddonSchemas = Readonly<{ [K in AddonKey]: z.ZodType<AddonsConfig[K]> }>;

/** The topic `addons` of a stack file. */
export function addonsSchema(schemas: AddonSchemas): z.ZodType<AddonsConfig> {
    const shape: Readonly<Record<string, z.ZodType>> = schemas;
    return z.strictObject(shape).prefault({}) as unknown as z.ZodType<AddonsConfig>;
}
