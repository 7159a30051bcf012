import { type StackContext } from "../context";
import { type ServingPlan } from "../plan";
import { type IngressRule, pods, tcp } from "../pod/networkPolicy";

/** Whose pods the network lets through, to which ports: the callers of the plan and, where the plan has one, the gateway. */
export function ingressRules(plan: ServingPlan, { inCluster }: StackContext): IngressRule[] {
    const callers = plan.callers.map(({ namespace, podLabels, ports }) => ({
        from: [pods(namespace, podLabels)],
        ports: ports.map(({ containerPort }) => tcp(containerPort)),
    }));
    const { gateway } = inCluster.mesh;
    return plan.gateway === undefined || gateway === undefined
        ? callers
        : [
              ...callers,
              {
                  from: [pods(gateway.namespace, gateway.podLabels)],
                  ports: plan.gateway.ports.map(({ containerPort }) => tcp(containerPort)),
              },
          ];
}
