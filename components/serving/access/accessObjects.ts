import { namespaceIn } from "../../inCluster";
import type { IAuthorizationPolicy } from "@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy";
import type { IRequestAuthentication } from "@kubernetes-models/istio/security.istio.io/v1/RequestAuthentication";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { child, metadata, type WorkloadContext } from "../context";
import { callsByClients } from "../calls";
import { appSelector, type WorkloadName } from "../labels";
import { type ServingPlan } from "../plan";
import { toWorkload } from "../pod/networkPolicy";
import { identity, networkPolicy, outsideHosts, secrets, serviceAccount } from "../pod/podObjects";
import { administrationPolicySpec, authorizationPolicySpec, type CalledPlan } from "./authorizationPolicy";
import { gatewayLimits } from "./gatewayLimits";
import { ingressRules } from "./ingressRules";

/** Identity of the pods, their callers, the hosts they may call and their secrets; created before the first pod. */
export function accessObjects(plan: ServingPlan, context: WorkloadContext): pulumi.Resource[] {
    return [
        ...serviceAccount(plan, context),
        ...identity(plan, context),
        networkPolicy(plan, context, ingressRules(plan, context)),
        callersPolicy(plan, context),
        ...gatewayGuards(plan, context),
        ...gatewayLimits(plan, context),
        ...clientNetworks(plan, context),
        ...outsideHosts(plan, context),
        ...secrets(plan, context),
    ];
}

/** Who may send requests to the pods. */
export function callersPolicy(plan: CalledPlan & WorkloadName, context: WorkloadContext): pulumi.Resource {
    return customResource<IAuthorizationPolicy>(
        `${plan.name}-callers`,
        {
            apiVersion: apiVersions.istioSecurity,
            kind: "AuthorizationPolicy",
            metadata: metadata(plan, plan.name),
            spec: authorizationPolicySpec(plan, context),
        },
        child(context),
    );
}

/** What holds of requests from the gateway: no administration and, where the plan asks for it, a token. */
function gatewayGuards(plan: ServingPlan, context: WorkloadContext): pulumi.Resource[] {
    const denied = administrationPolicySpec(plan, context);
    const jwt = plan.gateway?.jwt;
    return [
        ...(denied === undefined
            ? []
            : [
                  customResource<IAuthorizationPolicy>(
                      `${plan.name}-administration`,
                      {
                          apiVersion: apiVersions.istioSecurity,
                          kind: "AuthorizationPolicy",
                          metadata: metadata(plan, `${plan.name}.administration`),
                          spec: denied,
                      },
                      child(context),
                  ),
              ]),
        ...(jwt === undefined
            ? []
            : [
                  customResource<IRequestAuthentication>(
                      `${plan.name}-tokens`,
                      {
                          apiVersion: apiVersions.istioSecurity,
                          kind: "RequestAuthentication",
                          metadata: metadata(plan, plan.name),
                          spec: {
                              selector: { matchLabels: appSelector(plan) },
                              jwtRules: [{ ...jwt, audiences: [...jwt.audiences] }],
                          },
                      },
                      child(context),
                  ),
              ]),
    ];
}

/**
 * Lets clients that are not workloads of the stack connect from their own namespace, which denies it by default. The name
 * holds dots, which the names of workloads cannot.
 */
export function clientNetworks(plan: WorkloadName, context: WorkloadContext): pulumi.Resource[] {
    const { calls, workloads, inCluster } = context;
    return callsByClients(calls, plan, workloads, Object.keys(inCluster.namespaces)).map((call) => {
        const { name, namespace, podLabels } = call.caller;
        return new k8s.networking.v1.NetworkPolicy(
            `${plan.name}-called-by-${name}`,
            {
                metadata: { ...metadata(plan, `${name}.calls.${plan.name}`), namespace },
                spec: {
                    podSelector: { matchLabels: { ...podLabels } },
                    policyTypes: ["Egress"],
                    egress: [toWorkload(call)],
                },
            },
            child(context, namespaceIn(inCluster, namespace).ready),
        );
    });
}
