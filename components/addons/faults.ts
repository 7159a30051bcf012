import { type Fault } from "../../config/fault";
import { type CrossCheck } from "../../config/load";
import { collectFaults } from "../../config/partial";
import { type PlatformConfig } from "../../config/platform";
import { type AnyAddon, isOn, type Need } from "./definition";
import { definitions } from "./definitions";

/** Every fault in how a stack file puts add-ons together. */
export const addonFaults: CrossCheck = (config, demands) =>
    collectFaults(
        ...definitions.map((addon) => () => needFaults(addon, config)),
        ...definitions.map(
            ({ faults }) =>
                () =>
                    faults?.(config, demands) ?? [],
        ),
    );

function needFaults(addon: AnyAddon, config: PlatformConfig): readonly Fault[] {
    return (addon.needs ?? []).flatMap((need) => missing(need, isOn(addon, config), config));
}

function missing({ addon, because, path, wanted }: Need, on: boolean, config: PlatformConfig): readonly Fault[] {
    if (path === undefined || !(wanted?.(config) ?? on) || isOn(addon, config)) {
        return [];
    }
    const key = `addons.${addon.settings?.key ?? addon.name}`;
    return [{ path, reason: `needs ${key} ${because}, and it is off: set ${key}.enabled to true or remove ${path}` }];
}
