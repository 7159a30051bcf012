import { type Container, type Pod } from "./pod";
import { stringMap } from "./subject";

/** Name that Istio's injection templates give the proxy. */
const proxyName = "istio-proxy";
/** What gateway charts write where injection sets the proxy's image. */
const injectedImage = "auto";

/**
 * Whether a container is the placeholder that injection replaces with the proxy of a gateway: image, resources and
 * probes come from the injection template. Source: Istio, installing gateways.
 */
export function isInjectedProxy(pod: Pod, container: Container): boolean {
    if (container.name !== proxyName || container.spec.image !== injectedImage) {
        return false;
    }
    const labels = stringMap(pod.metadata.labels);
    const annotations = stringMap(pod.metadata.annotations);
    return (
        labels["sidecar.istio.io/inject"] === "true" ||
        labels["istio.io/rev"] !== undefined ||
        (annotations["inject.istio.io/templates"] ?? "").split(",").includes("gateway")
    );
}

/** Whether a container is the mesh's own proxy, which runs as the user that traffic capture exempts. */
export function isProxy(container: Container): boolean {
    return container.name === proxyName;
}
