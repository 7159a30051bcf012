import { join, list, obj, str } from "../../model/read";
import { each, noOptions, rule } from "../../core/rule";

const oldVersions = new Set<unknown>(["TLSV1_0", "TLSV1_1"]);

export const gatewayTls = rule({
    name: "mesh-gateway-tls",
    group: "mesh",
    description:
        "Gateways serve TLS 1.2 or newer, and plain HTTP only to redirect: any other traffic can be read in transit.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Serve HTTPS with tls.mode and a credential; give HTTP servers tls.httpsRedirect: true.",
    link: "https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings",
    scope: "resource",
    wants: ["networking.istio.io/Gateway"],
    options: noOptions,
    begin: each((subject, run) => {
        const servers = list(obj(subject.props.spec)?.servers);
        for (let i = 0; i < servers.length; i++) {
            run.attempt(subject, () => {
                const server = obj(servers[i]);
                const protocol = (str(obj(server?.port)?.protocol) ?? "").toUpperCase();
                const tls = obj(server?.tls);
                const path = join("spec.servers", i);
                if (protocol.startsWith("HTTP") && protocol !== "HTTPS" && tls?.httpsRedirect !== true) {
                    const own = `${path}.tls.httpsRedirect`;
                    const message = `"${own}" is not true on a server of plain ${protocol}; redirect, or serve HTTPS`;
                    run.report(subject, { path: own, message });
                }
                if (oldVersions.has(tls?.minProtocolVersion)) {
                    const own = `${path}.tls.minProtocolVersion`;
                    const message = `"${own}" is ${String(tls?.minProtocolVersion)}; use TLSV1_2 or TLSV1_3`;
                    run.report(subject, { path: own, message });
                }
            });
        }
    }),
});
