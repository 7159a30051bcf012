import { type Resources, resources } from "../../kubernetes/resources";
import { type AddonFacts } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";

const name = "external-dns";

/** Keys of external-dns' chart that we set. */
export interface ExternalDnsValues {
    readonly provider: { readonly name: string };
    readonly sources: readonly string[];
    readonly policy: string;
    readonly registry: "txt";
    readonly txtOwnerId: string;
    readonly txtPrefix: string;
    readonly domainFilters: readonly string[];
    readonly extraArgs: readonly string[];
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly logFormat: "json";
    readonly triggerLoopOnEvent: boolean;
    readonly serviceAccount: { readonly name: string };
    readonly resources: Resources;
    readonly serviceMonitor: { readonly enabled: boolean };
}

/** Undefined when the records are managed elsewhere. */
export function externalDnsValues(facts: AddonFacts): ExternalDnsValues | undefined {
    const records = facts.ingress?.dns;
    if (records === undefined) {
        return undefined;
    }
    const { provider, environment } = facts.cloud.dns;
    return {
        provider: { name: provider },
        // The gateway's Service is the only thing that gets records.
        sources: ["service"],
        policy: records.policy,
        registry: "txt",
        // Stacks that share a zone leave each other's records alone.
        txtOwnerId: `inference-platform-${facts.stack}`,
        txtPrefix: "external-dns.",
        domainFilters: [records.zone],
        extraArgs: [`--zone-id-filter=${records.zoneId}`],
        env: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
        logFormat: "json",
        triggerLoopOnEvent: true,
        serviceAccount: { name },
        resources: resources("20m", "200m", "64Mi", "128Mi"),
        serviceMonitor: { enabled: true },
    };
}

/** Keeps the platform's records in its one hosted zone. */
export const externalDns = defineAddon({
    name,
    component: "ExternalDns",
    on: ({ ingress }) => ingress?.dns !== undefined,
    needs: [scraping],
    releases: {
        [name]: {
            chart: {
                repository: "https://kubernetes-sigs.github.io/external-dns",
                chart: "external-dns",
                version: "1.21.1",
                appVersion: "0.21.0",
                crds: "folder",
            },
            namespace: { name, level: "restricted" },
            values: externalDnsValues,
            images: { "image.repository": "registry.k8s.io/external-dns/external-dns" },
            identity: () => ({ addon: name, namespace: name, serviceAccount: name }),
        },
    },
});
