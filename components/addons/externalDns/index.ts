import { type IngressConfig } from "../../../config/ingress";
import { type AddonFacts, type Resources, resources } from "../facts";
import { defineAddon } from "../definition";
import { scraping } from "../monitoringCrds";

const name = "external-dns";

/** Keys of external-dns' chart that we set. */
export interface ExternalDnsValues {
    readonly provider: { readonly name: "aws" };
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

export function externalDnsValues(facts: AddonFacts): ExternalDnsValues | undefined {
    const dns = facts.ingress?.dns;
    return dns === undefined
        ? undefined
        : {
              provider: { name: "aws" },
              // The gateway's Service is the only thing that gets records.
              sources: ["service"],
              policy: dns.policy,
              registry: "txt",
              // Stacks that share a zone leave each other's records alone.
              txtOwnerId: `inference-platform-${facts.stack}`,
              txtPrefix: "external-dns.",
              domainFilters: [dns.zone],
              extraArgs: [`--zone-id-filter=${dns.zoneId}`],
              env: [{ name: "AWS_DEFAULT_REGION", value: facts.region }],
              logFormat: "json",
              triggerLoopOnEvent: true,
              serviceAccount: { name },
              resources: resources("20m", "200m", "64Mi", "128Mi"),
              serviceMonitor: { enabled: true },
          };
}

/** Annotations of a Service that external-dns turns into records of the platform's names. */
export function dnsAnnotations(facts: Pick<AddonFacts, "stack" | "region" | "hosts">, ingress: IngressConfig) {
    const { dns } = ingress;
    if (dns === undefined) {
        return {};
    }
    const prefix = "external-dns.alpha.kubernetes.io";
    return { [`${prefix}/hostname`]: facts.hosts.join(","), ...routing() };

    function routing(): Record<string, string> {
        const kind = dns?.routing;
        if (kind === undefined) {
            return {};
        }
        // Records of one name are told apart by this; one stack per region.
        const shared = { [`${prefix}/set-identifier`]: `${facts.stack}-${facts.region}` };
        return kind.kind === "latency"
            ? { ...shared, [`${prefix}/aws-region`]: facts.region }
            : { ...shared, [`${prefix}/aws-weight`]: `${kind.weight}` };
    }
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
