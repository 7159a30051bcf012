import type { IPeerAuthentication } from "@kubernetes-models/istio/security.istio.io/v1beta1/PeerAuthentication";
import type { ITelemetry } from "@kubernetes-models/istio/telemetry.istio.io/v1alpha1/Telemetry";
import * as pulumi from "@pulumi/pulumi";
import { customResource } from "../../kubernetes/customResource";
import { type AddonFrame } from "../context";
import { accessLogProvider, tracingProvider } from "./values";
import { istioMonitors } from "./monitors";

/** Istio's root namespace: what stands here without a selector holds for the whole mesh. */
export const istioNamespace = "istio-system";

/**
 * Istio with sidecars: CRDs, CNI agent, control plane, and what holds for every proxy of the mesh (mTLS, access logs,
 * traces, metrics).
 */
export class Istio extends pulumi.ComponentResource {
    /** CRDs, injector and mesh-wide rules: pods that want a proxy, and Istio objects, wait for these. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:Istio", name, {}, opts);
        const { facts } = frame;
        const base = frame.install("istio-base", { parent: this });
        const cni = frame.install("istio-cni", { parent: this, dependsOn: [base] });
        const istiod = frame.install("istiod", { parent: this, dependsOn: [base, cni] });
        const afterCrds = { parent: this, dependsOn: [istiod] };
        const strict = customResource<IPeerAuthentication>(
            "mesh-strict",
            {
                apiVersion: "security.istio.io/v1",
                kind: "PeerAuthentication",
                metadata: { name: "default", namespace: istioNamespace },
                spec: { mtls: { mode: "STRICT" } },
            },
            afterCrds,
        );
        const telemetry = customResource<ITelemetry>(
            "mesh-telemetry",
            {
                apiVersion: "telemetry.istio.io/v1",
                kind: "Telemetry",
                metadata: { name: "mesh", namespace: istioNamespace },
                spec: meshTelemetry(facts.addons.tracing.enabled),
            },
            afterCrds,
        );
        istioMonitors(frame, { parent: this, dependsOn: [...frame.monitorsReady] });
        this.ready = [istiod, strict, telemetry];
        this.registerOutputs({ namespace: istioNamespace });
    }
}

/** Access logs and, with the tracing add-on, spans of every proxy. */
export function meshTelemetry(tracing: boolean): NonNullable<ITelemetry["spec"]> {
    return {
        accessLogging: [{ providers: [{ name: accessLogProvider }] }],
        ...(tracing
            ? {
                  tracing: [
                      {
                          providers: [{ name: tracingProvider }],
                          // Every span goes to the collector: which traces to keep is decided there, when they are whole.
                          randomSamplingPercentage: 100,
                      },
                  ],
              }
            : {}),
    };
}
