import type { IDestinationRule } from "@kubernetes-models/istio/networking.istio.io/v1beta1/DestinationRule";
import type { IServiceEntry } from "@kubernetes-models/istio/networking.istio.io/v1beta1/ServiceEntry";
import type { IVirtualService } from "@kubernetes-models/istio/networking.istio.io/v1beta1/VirtualService";

/**
 * Istio's networking types. The package has them as `v1beta1` only; Istio serves and stores the same fields as `v1`, which
 * is what this project writes.
 */

export type VirtualServiceSpec = NonNullable<IVirtualService["spec"]>;
export interface VirtualService {
    readonly spec: VirtualServiceSpec;
}
export type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
export type ServiceEntrySpec = NonNullable<IServiceEntry["spec"]>;

type ModelledPolicy = NonNullable<NonNullable<IDestinationRule["spec"]>["trafficPolicy"]>;

/** The package's model lacks `warmup`, which Istio 1.24 put in the place of `warmupDurationSecs`. */
export type TrafficPolicy = Omit<ModelledPolicy, "loadBalancer"> & {
    readonly loadBalancer: { readonly simple: "LEAST_REQUEST"; readonly warmup: { readonly duration: string } };
};
export interface DestinationRuleSpec {
    readonly host: string;
    readonly trafficPolicy: TrafficPolicy;
    readonly subsets?: { name: string; labels: Record<string, string> }[];
}
export interface DestinationRule {
    readonly spec: DestinationRuleSpec;
}
export interface ServiceEntry {
    readonly spec: ServiceEntrySpec;
}
