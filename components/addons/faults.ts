import { type Fault } from "../../config/fault";
import { type CrossCheck } from "../../config/load";
import { collectFaults } from "../../config/partial";
import { type PlatformConfig } from "../../config/platform";
import { type AnyAddon, isOn, type Need } from "./definition";
import { addonNamespaces, definitions } from "./definitions";

/** Every fault in how a stack file puts add-ons together. */
export const addonFaults: CrossCheck = (config, demands) =>
    collectFaults(
        () => takenNamespaceFaults(config),
        ...definitions.map((addon) => () => needFaults(addon, config)),
        ...definitions.map(
            ({ faults }) =>
                () =>
                    faults?.(config, demands) ?? [],
        ),
    );

/** Namespaces of teams under a name that an add-on, the platform or Kubernetes itself uses. */
function takenNamespaceFaults({ teamNamespaces }: PlatformConfig): readonly Fault[] {
    const taken = [...addonNamespaces.map(({ name }) => name), "default"];
    return Object.keys(teamNamespaces).flatMap((name) =>
        taken.includes(name) || name.startsWith("kube-")
            ? [
                  {
                      path: `teamNamespaces.${name}`,
                      reason: "is a namespace of an add-on or of Kubernetes: take another name, such as team-vision",
                  },
              ]
            : [],
    );
}

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
