import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import { callerIdentity, principal } from "./callers";
import { appSelector } from "../labels";
import { gatewayPorts } from "./networkPolicy";
import { portNumber, type ServingContext, type ServingPlan } from "../plan";

type AuthorizationPolicySpec = NonNullable<IAuthorizationPolicy["spec"]>;

/**
 * Who may call which port and path, one rule per caller. Conditions in one rule are "and", rules are "or": a caller and its
 * ports must stand in the same rule. Everybody else is refused. Scrapes and probes go to the mesh's agent, which this
 * policy does not cover; the NetworkPolicy admits Prometheus to it.
 */
export function authorizationPolicySpec(plan: ServingPlan, { inCluster }: ServingContext): AuthorizationPolicySpec {
    const callers = Object.keys(plan.config.callers).map((name) => {
        const caller = callerIdentity(plan, name);
        return {
            from: [{ source: { principals: [principal(caller.namespace, caller.serviceAccount)] } }],
            to: caller.ports.map((port) => ({
                operation: {
                    ports: [String(portNumber(plan, port))],
                    ...(port === "grpc" && { methods: ["POST"] }),
                    ...(caller.paths !== undefined && { paths: [...caller.paths] }),
                },
            })),
        };
    });
    const { gateway } = inCluster.mesh;
    const throughGateway =
        plan.config.gateway === undefined || gateway === undefined
            ? []
            : [
                  {
                      from: [{ source: { principals: [principal(gateway.namespace, gateway.serviceAccount)] } }],
                      to: gatewayPorts(plan).map((port) => ({
                          operation: {
                              ports: [String(portNumber(plan, port))],
                              ...(port === "grpc" && {
                                  methods: ["POST"],
                                  paths: plan.config.gateway?.grpcServices.map((service) => `/${service}/*`),
                              }),
                          },
                      })),
                  },
              ];
    const rules = [...callers, ...throughGateway];
    // No rules: nobody. An empty list of rules would mean the same, but reads like an oversight.
    return { selector: { matchLabels: appSelector(plan) }, action: "ALLOW", ...(rules.length > 0 && { rules }) };
}
