import { type Obj, join, list, obj, str } from "../../model/read";
import { each, noOptions, rule } from "../../core/rule";

const oldVersions = new Set<unknown>(["TLSV1_0", "TLSV1_1"]);
/** Protocols that Istio routes as HTTP; a server of these is plain text, whatever its TLS settings. */
const httpProtocols = new Set(["HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-WEB"]);
const tlsProtocols = new Set(["HTTPS", "TLS"]);

export const gatewayTls = rule({
    name: "mesh-gateway-tls",
    group: "mesh",
    description:
        "Gateways serve TLS 1.2 or newer on every port, and plain HTTP only to redirect: any other traffic can be read in transit.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation:
        "Serve HTTPS or TLS with tls.mode and a credential; set tls.httpsRedirect: true on HTTP servers, and tls.mode on servers of TCP.",
    link: "https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings",
    scope: "resource",
    wants: ["networking.istio.io/Gateway"],
    options: noOptions,
    begin: each((subject, run) => {
        const servers = list(obj(subject.props.spec)?.servers);
        for (let i = 0; i < servers.length; i++) {
            run.attempt(subject, () => {
                const server = obj(servers[i]);
                for (const { field, text } of faultsOf(server)) {
                    const path = `${join("spec.servers", i)}.${field}`;
                    run.report(subject, { path, message: `"${path}" ${text}` });
                }
            });
        }
    }),
});

interface ServerFault {
    readonly field: string;
    readonly text: string;
}

function faultsOf(server: Obj | undefined): ServerFault[] {
    const protocol = (str(obj(server?.port)?.protocol) ?? "").toUpperCase();
    const tls = obj(server?.tls);
    const faults: ServerFault[] = [];
    if (httpProtocols.has(protocol)) {
        if (tls?.httpsRedirect !== true) {
            const text = `is not true on a server of plain ${protocol}; redirect, or serve HTTPS`;
            faults.push({ field: "tls.httpsRedirect", text });
        }
    } else if (!tlsProtocols.has(protocol) && str(tls?.mode) === undefined) {
        const shown = protocol === "" ? "TCP" : protocol;
        faults.push({ field: "tls.mode", text: `is missing on a server of plain ${shown}; set it, or serve TLS` });
    }
    for (const field of ["minProtocolVersion", "maxProtocolVersion"] as const) {
        if (oldVersions.has(tls?.[field])) {
            const text = `is ${String(tls?.[field])}; use TLSV1_2 or TLSV1_3`;
            faults.push({ field: `tls.${field}`, text });
        }
    }
    return faults;
}
