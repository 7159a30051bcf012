import { type AddonsConfig } from "../../../config/addons";
import { type IngressConfig } from "../../../config/ingress";

/** Names that the gateway answers to: the platform's own, and those of add-ons that the stack file exposes. */
export function ingressHosts(ingress: IngressConfig, addons: AddonsConfig): readonly string[] {
    const { enabled, expose } = addons.mlflow;
    return [ingress.hostname, ...(enabled && expose !== undefined ? [expose.hostname] : [])];
}
