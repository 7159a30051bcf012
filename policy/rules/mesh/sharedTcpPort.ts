import { z } from "zod";
import { effectiveNamespace } from "../../model/cluster";
import { join, list, obj, str, strings } from "../../model/read";
import { type Subject } from "../../model/subject";
import { rule } from "../../core/rule";

interface Listener {
    readonly subject: Subject;
    readonly host: string;
    readonly protocol: string;
    readonly at: string;
}

/** Protocols that carry no name of the destination, so that a proxy tells hosts apart by port alone. */
const opaque = new Set(["TCP", "MONGO", "MYSQL", "REDIS"]);

export const sharedTcpPort = rule({
    name: "mesh-shared-tcp-port",
    group: "mesh",
    description:
        "No two external hosts share a TCP port: without addresses a proxy cannot tell them apart, and sends connections for one to the other.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation:
        "Set spec.addresses on the ServiceEntries, use protocol TLS where clients send the host name, or use another port.",
    link: "https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#external-tcp-services",
    scope: "stack",
    wants: ["networking.istio.io/ServiceEntry"],
    options: z.strictObject({
        dnsCapture: z
            .boolean()
            .default(false)
            .describe("Whether proxies capture DNS, which gives each host an address of its own"),
    }),
    begin: (run) => {
        /** By visibility and port; a port that the whole mesh sees collides with those of every namespace. */
        const listeners = new Map<string, Listener[]>();
        return {
            see: (subject) => {
                if (subject.isPatch || run.options.dnsCapture) {
                    return;
                }
                run.attempt(subject, () => {
                    const spec = obj(subject.props.spec);
                    if (strings(spec?.addresses).length > 0) {
                        return;
                    }
                    const owner = subject.reference;
                    const hosts = strings(spec?.hosts);
                    list(spec?.ports).forEach((item, i) => {
                        const port = obj(item);
                        const protocol = (str(port?.protocol) ?? "TCP").toUpperCase();
                        for (const namespace of visibleIn(subject)) {
                            const key = `${namespace} ${String(port?.number)}`;
                            const known = listeners.get(key) ?? [];
                            listeners.set(key, known);
                            for (const host of hosts) {
                                known.push({ subject: owner, host, protocol, at: join("spec.ports", i) });
                            }
                        }
                    });
                });
            },
            end: () => {
                const reported = new Set<string>();
                for (const [key, own] of listeners) {
                    const [namespace = "", port = ""] = key.split(" ");
                    const everywhere = namespace === "*" ? [] : (listeners.get(`* ${port}`) ?? []);
                    judge([...everywhere, ...own], port, reported);
                }
            },
        };

        function judge(all: readonly Listener[], port: string, reported: Set<string>): void {
            const first = all.find(({ protocol }) => opaque.has(protocol));
            if (first === undefined) {
                return;
            }
            for (const listener of all) {
                const { subject, host, protocol, at } = listener;
                const id = `${subject.resource.urn} ${at}`;
                if (host === first.host || reported.has(id)) {
                    continue;
                }
                reported.add(id);
                const other = `"${first.host}" (ServiceEntry "${first.subject.object?.name ?? ""}")`;
                const message = `"${at}" (${protocol} port ${port} of "${host}") is also a port of ${other} with protocol ${first.protocol}, so connections reach the wrong host; set "spec.addresses", or use another port`;
                run.report(subject, { path: at, message, values: [host] });
            }
        }
    },
});

/** Namespaces whose proxies see the entry; `*` for all. */
function visibleIn(subject: Subject): string[] {
    const exportTo = strings(obj(subject.props.spec)?.exportTo);
    return exportTo.length === 0
        ? ["*"]
        : exportTo.map((target) => (target === "." ? effectiveNamespace(subject) : target));
}
