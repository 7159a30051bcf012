import { type ModelVolumeKind } from "../../../config/serving/model";
import { type ModelDelivery } from "./delivery";
import { mount } from "./mount";
import { persistentCache } from "./persistentCache";
import { sync } from "./sync";

/** Every way models reach a pod, by `modelVolume.kind` of the stack file: one file each, and a row here. */
export const deliveries: { readonly [K in ModelVolumeKind]: ModelDelivery } = {
    sync,
    mount,
    "persistent-cache": persistentCache,
};

/** Kinds of model volume for which `holds` is true, for messages: `sync or mount`. */
export function deliveriesThat(holds: (delivery: ModelDelivery) => boolean): string {
    return Object.entries(deliveries)
        .filter(([, delivery]) => holds(delivery))
        .map(([kind]) => kind)
        .join(" or ");
}
