import { type Fault } from "../../../config/fault";
import { type PlatformConfig } from "../../../config/platform";

/**
 * What a stack cannot have in a network whose nodes reach only what has an endpoint in it.
 *
 * @param cause why they do not, after "with"
 * @param remedy what gives them a way out, after "set"
 */
export function wayOutFaults(
    { images, ingress, addons }: Pick<PlatformConfig, "images" | "ingress" | "addons">,
    cause: string,
    remedy: string,
): Fault[] {
    const faults: Fault[] = [];
    if (images.mirror === undefined) {
        const reason = `is missing: with ${cause}, images come only from a registry that the network reaches, such as ECR`;
        faults.push({ path: "images.mirror", reason });
    }
    if (ingress?.dns !== undefined) {
        const reason = `needs a way out: Route 53 has no endpoint in the network; set ${remedy}, or drop dns and point the name at the load balancer yourself`;
        faults.push({ path: "ingress.dns", reason });
    }
    for (const [severity, receiver] of Object.entries(addons.monitoring.alerts)) {
        if (receiver.kind !== "sns") {
            const reason = `is ${receiver.kind}, which the network does not reach with ${cause}: must be sns`;
            faults.push({ path: `addons.monitoring.alerts.${severity}.kind`, reason });
        }
    }
    return faults;
}
