import { type AnyAddon } from "./definition";

/**
 * Add-ons in an order in which each comes after those that it needs; among those that could come next, the first of the list.
 *
 * @throws Error when add-ons need each other, or one that is not in the list
 */
export function inOrder(addons: readonly AnyAddon[]): readonly AnyAddon[] {
    const ordered = new Set<AnyAddon>();
    const visit = (addon: AnyAddon, path: readonly string[]): void => {
        if (path.includes(addon.name)) {
            throw new Error(`add-ons need each other: ${[...path, addon.name].join(" needs ")}`);
        }
        if (!addons.includes(addon)) {
            throw new Error(`${path.join(" needs ")} needs ${addon.name}, which is not in the list of add-ons`);
        }
        if (!ordered.has(addon)) {
            (addon.needs ?? []).forEach((need) => visit(need.addon, [...path, addon.name]));
            ordered.add(addon);
        }
    };
    addons.forEach((addon) => visit(addon, []));
    return [...ordered];
}
