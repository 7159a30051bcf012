import type * as k8s from "@pulumi/kubernetes";
import { type ServingPlan } from "../plan";

type ServiceSpec = k8s.types.input.core.v1.ServiceSpec;

/** One stable address for all versions; the mesh decides which version answers. */
export function serviceSpec(plan: ServingPlan, selector: Record<string, string>): ServiceSpec {
    return { type: "ClusterIP", selector, ports: servicePorts(plan) };
}

/** Gives each pod of a StatefulSet a name; clients use the other Service. */
export function headlessServiceSpec(plan: ServingPlan, selector: Record<string, string>): ServiceSpec {
    return { clusterIP: "None", selector, ports: servicePorts(plan) };
}

function servicePorts(plan: ServingPlan): k8s.types.input.core.v1.ServicePort[] {
    return plan.ports.map((port) => ({
        name: port.name,
        port: port.servicePort,
        targetPort: port.name,
        protocol: "TCP",
        // Protocol for the mesh; without it gRPC would be balanced by connection.
        appProtocol: port.protocol,
    }));
}
