import { join, obj } from "../../model/read";
import { each, noOptions, rule } from "../../core/rule";

const weak = new Set<unknown>(["PERMISSIVE", "DISABLE"]);

export const noPermissive = rule({
    name: "mesh-no-permissive",
    group: "mesh",
    description:
        "No PeerAuthentication accepts plain text, for a port neither: one exception is enough to get past every AuthorizationPolicy.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation: "Use STRICT or leave the mode out, and give callers outside the mesh a gateway.",
    link: "https://istio.io/latest/docs/reference/config/security/peer_authentication/",
    scope: "resource",
    wants: ["security.istio.io/PeerAuthentication"],
    options: noOptions,
    begin: each((subject, run) => {
        const spec = obj(subject.props.spec);
        const judge = (mode: unknown, path: string) => {
            if (weak.has(mode)) {
                const message = `"${path}" is ${String(mode)}, which accepts plain text; use STRICT or leave it out`;
                run.report(subject, { path, message });
            }
        };
        run.attempt(subject, () => {
            judge(obj(spec?.mtls)?.mode, "spec.mtls.mode");
        });
        const ports = obj(spec?.portLevelMtls) ?? {};
        for (const port of Object.keys(ports)) {
            run.attempt(subject, () => {
                judge(obj(ports[port])?.mode, join(join("spec.portLevelMtls", port), "mode"));
            });
        }
    }),
});
