import { type NodeServices } from "../../kubernetes/networkPolicies";

/**
 * The Pod Identity agent and the metadata service on every node. Sources: EKS user guide, Pod Identity agent setup; EC2 user
 * guide, instance metadata service.
 */
export const nodeServices: NodeServices = {
    credentials: { cidr: "169.254.170.23/32", port: 80 },
    metadata: { cidr: "169.254.169.254/32" },
};
