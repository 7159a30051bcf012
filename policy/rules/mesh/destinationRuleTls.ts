import { z } from "zod";
import { type ClusterIndex } from "../../model/cluster";
import { join, list, obj, str } from "../../model/read";
import { rule } from "../../core/rule";

const off = new Set<unknown>(["DISABLE", "SIMPLE"]);

export const destinationRuleTls = rule({
    name: "mesh-destination-rule-tls",
    group: "mesh",
    description:
        "No DestinationRule disables mTLS for a host of the mesh: under STRICT the calls fail, and without STRICT they are sent in plain text.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Use tls.mode ISTIO_MUTUAL, or leave tls out.",
    link: "https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings-TLSmode",
    // A host such as `redis.data` is of the mesh only when `data` is a namespace.
    scope: "stack",
    wants: ["networking.istio.io/DestinationRule"],
    options: z.strictObject({
        clusterDomain: z.string().min(1).default("cluster.local").describe("DNS domain of the cluster"),
    }),
    begin: (run) => ({
        see: (subject) => {
            run.attempt(subject, () => {
                const spec = obj(subject.props.spec);
                if (!isMeshHost(str(spec?.host) ?? "", run.options.clusterDomain, run.cluster)) {
                    return;
                }
                for (const { policy, path } of policiesOf(spec?.trafficPolicy, spec?.subsets)) {
                    run.attempt(subject, () => {
                        const mode = obj(obj(policy)?.tls)?.mode;
                        if (off.has(mode)) {
                            const at = `${path}.tls.mode`;
                            const message = `"${at}" is ${String(mode)}, which disables mTLS for "${str(spec?.host) ?? ""}"; use ISTIO_MUTUAL or leave it out`;
                            run.report(subject, { path: at, message });
                        }
                    });
                }
            });
        },
    }),
});

interface PolicyAt {
    readonly policy: unknown;
    readonly path: string;
}

function policiesOf(trafficPolicy: unknown, subsets: unknown): PolicyAt[] {
    const ofPolicy = (policy: unknown, path: string): PolicyAt[] => [
        { policy, path },
        ...list(obj(policy)?.portLevelSettings).map((setting, i) => ({
            policy: setting,
            path: join(`${path}.portLevelSettings`, i),
        })),
    ];
    return [
        ...ofPolicy(trafficPolicy, "spec.trafficPolicy"),
        ...list(subsets).flatMap((subset, i) =>
            ofPolicy(obj(subset)?.trafficPolicy, `${join("spec.subsets", i)}.trafficPolicy`),
        ),
    ];
}

/** Whether a host is a Service of the cluster, in any of the forms that Istio takes. */
function isMeshHost(host: string, clusterDomain: string, cluster: ClusterIndex): boolean {
    if (host === "*" || host.endsWith(".svc") || host.endsWith(`.${clusterDomain}`) || host === "*.local") {
        return true;
    }
    const [, namespace, ...rest] = host.split(".");
    return namespace === undefined || (rest.length === 0 && cluster.namespace(namespace) !== undefined);
}
