import { selfSignedSecret } from "../../config/existingCluster";
import { type ExistingCluster } from "../../config/platformKind";
import { type Cloud } from "../cloud";
import { secretStoreProvider } from "./secrets";

type Described = Pick<ExistingCluster, "context" | "storageClass" | "gatewayService" | "apiServerPort">;

/** What programs in an existing cluster are told about what lies outside of it, which is little. */
export function existingCloud({ context, storageClass, gatewayService, apiServerPort }: Described): Cloud {
    return {
        kubectl: `kubectl --context ${context}`,
        // Nodes of a cloud that somebody else set up have a metadata service too.
        nodeServices: { metadata: { cidr: "169.254.169.254/32" }, apiServerPort },
        storageClasses: { default: storageClass, retained: storageClass },
        loadBalancers: {
            controllerValues: {},
            gatewayService: () => ({
                type: gatewayService,
                // Otherwise pods see the node's address, and all clients share one rate limit.
                ...(gatewayService !== "ClusterIP" && { externalTrafficPolicy: "Local" as const }),
                annotations: {},
            }),
            clients: ({ tlsSecret }) => ({
                forwarded: gatewayService === "ClusterIP",
                selfSigned: tlsSecret === selfSignedSecret,
            }),
        },
        dns: { provider: "none", environment: {}, routingAnnotations: () => refused("ingress.dns") },
        autoscaler: { values: {}, expanderPriorities: {} },
        secretStore: { provider: secretStoreProvider },
        queues: {
            authentication: { podIdentity: { provider: "none" } },
            trigger: () => refused("scaling.sqs"),
            host: () => refused("access.queues"),
            idOf: () => refused("scaling.sqs"),
        },
        alertTopics: {
            receiver: () => refused("addons.monitoring.alerts"),
            host: () => refused("access.topics"),
        },
    };
}

/** @throws Error always: the stack file's checks reject the key before */
function refused(key: string): never {
    throw new Error(`${key} needs a service of a cloud, which an existing cluster does not have`);
}
