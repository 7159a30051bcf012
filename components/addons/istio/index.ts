import type { IPeerAuthentication } from "@kubernetes-models/istio/security.istio.io/v1beta1/PeerAuthentication";
import type { ITelemetry } from "@kubernetes-models/istio/telemetry.istio.io/v1alpha1/Telemetry";
import { apiVersions } from "../../kubernetes/apiVersions";
import { customResource } from "../../kubernetes/customResource";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";
import { meshAlerts } from "./alerts";
import { meshDashboards } from "./dashboards";
import { istioMonitors } from "./monitors";
import { cniNamespace, istioNamespace } from "./namespaces";
import {
    accessLogProvider,
    cniResources,
    istioBaseValues,
    istioCharts,
    istioCniValues,
    istiodValues,
    tracingProvider,
} from "./values";

/**
 * Istio with sidecars: CRDs, CNI agent, control plane, and what holds for every proxy of the mesh (mTLS, access logs,
 * traces, metrics).
 */
export const istio = defineAddon({
    name: "istio",
    component: "Istio",
    needs: [scraping],
    releases: {
        "istio-base": {
            chart: istioCharts.base,
            namespace: istioNamespace,
            values: istioBaseValues,
            images: {},
            unlisted: [
                { path: "base.validationFailurePolicy", reason: "read by the template of the validating webhook" },
            ],
        },
        "istio-cni": {
            chart: istioCharts.cni,
            namespace: cniNamespace,
            values: istioCniValues,
            images: { "global.hub": "registry.istio.io/release" },
            daemon: () => ({ containers: [cniResources.requests] }),
        },
        istiod: {
            chart: istioCharts.istiod,
            namespace: istioNamespace,
            values: istiodValues,
            images: { "global.hub": "registry.istio.io/release" },
            unlisted: [
                { path: "base.validationFailurePolicy", reason: "read by the template of the validating webhook" },
                { path: "meshConfig", reason: "the mesh's own configuration, merged into the chart's" },
            ],
        },
    },
    monitors: istioMonitors,
    alerts: () => meshAlerts,
    dashboards: () => meshDashboards,
    create: (context) => {
        const base = context.install("istio-base");
        const cni = context.install("istio-cni", base);
        const istiod = context.install("istiod", base, cni);
        const afterCrds = { parent: context.parent, dependsOn: [istiod] };
        // Istio's root namespace: what stands here without a selector holds for the whole mesh.
        const namespace = istioNamespace.name;
        const strict = customResource<IPeerAuthentication>(
            "mesh-strict",
            {
                apiVersion: apiVersions.istioSecurity,
                kind: "PeerAuthentication",
                metadata: { name: "default", namespace },
                spec: { mtls: { mode: "STRICT" } },
            },
            afterCrds,
        );
        const telemetry = customResource<ITelemetry>(
            "mesh-telemetry",
            {
                apiVersion: apiVersions.istioTelemetry,
                kind: "Telemetry",
                metadata: { name: "mesh", namespace },
                spec: meshTelemetry(context.facts.addons.tracing.enabled),
            },
            afterCrds,
        );
        // CRDs, injector and mesh-wide rules: pods with a proxy, and Istio objects, wait for these.
        return { namespace, ready: [istiod, strict, telemetry] };
    },
});

/** Access logs and, with the tracing add-on, spans of every proxy. */
export function meshTelemetry(tracing: boolean): NonNullable<ITelemetry["spec"]> {
    return {
        accessLogging: [{ providers: [{ name: accessLogProvider }] }],
        ...(tracing && {
            tracing: [
                {
                    providers: [{ name: tracingProvider }],
                    // Every span goes to the collector, which decides on whole traces which of them to keep.
                    randomSamplingPercentage: 100,
                },
            ],
        }),
    };
}
