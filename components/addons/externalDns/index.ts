import * as pulumi from "@pulumi/pulumi";
import { type IngressConfig } from "../../../config/ingress";
import { type AddonFacts, type Resources, resources } from "../facts";
import { type AddonFrame } from "../context";
import { ingressHosts } from "../gateway/hosts";

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
export function dnsAnnotations(facts: Pick<AddonFacts, "stack" | "region" | "addons">, ingress: IngressConfig) {
    const { dns } = ingress;
    if (dns === undefined) {
        return {};
    }
    const prefix = "external-dns.alpha.kubernetes.io";
    return { [`${prefix}/hostname`]: ingressHosts(ingress, facts.addons).join(","), ...routing() };

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
export class ExternalDns extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(componentName: string, frame: AddonFrame, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:addons:ExternalDns", componentName, {}, opts);
        const identity = frame.platform.identities.forAddon(
            name,
            { namespace: name, serviceAccount: name },
            { parent: this },
        );
        this.ready = [frame.install(name, { parent: this, dependsOn: [identity] })];
        this.registerOutputs();
    }
}
