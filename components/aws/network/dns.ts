import { type DnsService } from "../../cloud";

/** Prefix of external-dns' annotations. Source: external-dns, docs/annotations, and docs/tutorials/aws for routing policies. */
const prefix = "external-dns.alpha.kubernetes.io";

/** Route 53, reached by external-dns with its own identity. */
export function route53({ stack, region }: { readonly stack: string; readonly region: string }): DnsService {
    return {
        provider: "aws",
        environment: { AWS_DEFAULT_REGION: region },
        routingAnnotations: (routing) => ({
            // Records of one name are told apart by this; one stack per region.
            [`${prefix}/set-identifier`]: `${stack}-${region}`,
            ...(routing.kind === "latency"
                ? { [`${prefix}/aws-region`]: region }
                : { [`${prefix}/aws-weight`]: `${routing.weight}` }),
        }),
    };
}
