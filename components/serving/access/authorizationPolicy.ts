import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import { type StackContext } from "../context";
import { appSelector } from "../labels";
import { type ServingPlan } from "../plan";
import { atAndBelow } from "./surface";

type AuthorizationPolicySpec = NonNullable<IAuthorizationPolicy["spec"]>;
type Rule = NonNullable<AuthorizationPolicySpec["rules"]>[number];

/** Of a workload, who may call it. */
/** The part of a plan that says who may send requests. */
export type CalledPlan = Pick<ServingPlan, "name" | "callers" | "gateway">;

/**
 * Which caller may use which port and path, one rule per caller. Conditions in one rule are "and", rules are "or": a caller and its
 * ports must be in the same rule. All others are rejected. Scrapes and probes go to the mesh's agent, which this policy does
 * not cover; the NetworkPolicy admits Prometheus to it.
 */
export function authorizationPolicySpec(plan: CalledPlan, context: StackContext): AuthorizationPolicySpec {
    const rules = [...callerRules(plan), ...gatewayRules(plan, context)];
    // No rules: nothing is allowed. An empty list of rules would mean the same, but reads like an oversight.
    return { selector: { matchLabels: appSelector(plan) }, action: "ALLOW", ...(rules.length > 0 && { rules }) };
}

function callerRules({ callers }: CalledPlan): Rule[] {
    return callers.map(({ namespace, serviceAccount, ports, paths }) => ({
        from: [{ source: { principals: [principal(namespace, serviceAccount)] } }],
        to: ports.map((port) => ({
            operation: {
                ports: [String(port.containerPort)],
                ...(port.protocol === "grpc" && { methods: ["POST"] }),
                ...(paths !== undefined && { paths: [...paths] }),
            },
        })),
    }));
}

function gatewayRules(plan: CalledPlan, { inCluster }: StackContext): Rule[] {
    const { gateway } = inCluster.mesh;
    if (plan.gateway === undefined || gateway === undefined) {
        return [];
    }
    const { ports, paths, methods, grpcServices, jwt } = plan.gateway;
    const operations = {
        http: { methods: [...methods], paths: [...paths] },
        grpc: { methods: ["POST"], paths: grpcServices.map((service) => `/${service}/*`) },
    };
    return [
        {
            from: [
                {
                    source: {
                        principals: [principal(gateway.namespace, gateway.serviceAccount)],
                        // Both of one source: through the gateway, and with a token of this issuer.
                        ...(jwt !== undefined && { requestPrincipals: [`${jwt.issuer}/*`] }),
                    },
                },
            ],
            to: ports.map(({ protocol, containerPort }) => ({
                operation: { ports: [String(containerPort)], ...operations[protocol] },
            })),
        },
    ];
}

/**
 * What the gateway's identity is denied, before any ALLOW policy is read: a policy that is added later cannot publish the
 * workload's administration. Undefined: the gateway does not reach the workload.
 */
export function administrationPolicySpec(
    plan: ServingPlan,
    { inCluster }: StackContext,
): AuthorizationPolicySpec | undefined {
    const { gateway } = inCluster.mesh;
    if (plan.gateway === undefined || gateway === undefined) {
        return undefined;
    }
    const { paths, grpcServices } = plan.gateway.administration;
    return {
        selector: { matchLabels: appSelector(plan) },
        action: "DENY",
        rules: [
            {
                from: [{ source: { principals: [principal(gateway.namespace, gateway.serviceAccount)] } }],
                to: [
                    {
                        operation: {
                            paths: [...paths.flatMap(atAndBelow), ...grpcServices.map((service) => `/${service}/*`)],
                        },
                    },
                ],
            },
        ],
    };
}

/** How the mesh writes a service account. Source: Istio security, SPIFFE identity with the default trust domain. */
export function principal(namespace: string, serviceAccount: string): string {
    return `cluster.local/ns/${namespace}/sa/${serviceAccount}`;
}
