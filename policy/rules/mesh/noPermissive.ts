import { join, obj } from "../../model/read";
import { each, noOptions, rule } from "../../core/rule";

const weak = new Set<unknown>(["PERMISSIVE", "DISABLE"]);

export const noPermissive = rule({
    name: "mesh-no-permissive",
    group: "mesh",
    description:
        "No PeerAuthentication accepts plain text, not even on a single port: one exception is enough to bypass authorization by identity.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation: "Use STRICT or remove the mode, and route callers from outside the mesh through a gateway.",
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
