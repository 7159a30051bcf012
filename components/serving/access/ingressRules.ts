import { podsIn, tcp } from "../../kubernetes/networkPolicies";
import { type StackContext } from "../context";
import { type ServingPlan } from "../plan";
import { type IngressRule } from "../pod/networkPolicy";

/** Whose pods the network lets through, to which ports: the callers of the plan and, where the plan has one, the gateway. */
export function ingressRules(
    plan: Pick<ServingPlan, "callers" | "gateway">,
    { inCluster }: StackContext,
): IngressRule[] {
    const callers = plan.callers.map(({ namespace, podLabels, ports }) => ({
        from: [podsIn(namespace, podLabels)],
        ports: ports.map(({ containerPort }) => tcp(containerPort)),
    }));
    const { gateway } = inCluster.mesh;
    return plan.gateway === undefined || gateway === undefined
        ? callers
        : [
              ...callers,
              {
                  from: [podsIn(gateway.namespace, gateway.podLabels)],
                  ports: plan.gateway.ports.map(({ containerPort }) => tcp(containerPort)),
              },
          ];
}
