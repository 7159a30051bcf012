import { z } from "zod";
import { join, list, obj, strings } from "../../model/read";
import { each, rule } from "../../core/rule";

export const authorizationPrincipals = rule({
    name: "mesh-authorization-principals",
    group: "mesh",
    description:
        "Rules of ALLOW policies identify their callers: a rule without principals allows every pod, or every pod with a given address.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Set from[].source.principals (or serviceAccounts) in every rule, one rule per caller.",
    link: "https://istio.io/latest/docs/reference/config/security/authorization-policy/#Source",
    scope: "resource",
    wants: ["security.istio.io/AuthorizationPolicy"],
    options: z.strictObject({
        gatewayNamespaces: z
            .array(z.string())
            .default(["istio-ingress"])
            .describe("Namespaces of gateways, whose callers come from outside the mesh and have no principal"),
    }),
    begin: each((subject, run) => {
        const spec = obj(subject.props.spec) ?? {};
        const isGateway = run.options.gatewayNamespaces.includes(subject.object?.namespace ?? "default");
        if (isGateway || (spec.action ?? "ALLOW") !== "ALLOW") {
            return;
        }
        const rules = list(spec.rules);
        for (let i = 0; i < rules.length; i++) {
            run.attempt(subject, () => {
                const path = `${join("spec.rules", i)}.from`;
                const sources = list(obj(rules[i])?.from);
                if (sources.length === 0) {
                    const message = `"${path}" is missing, so every caller is allowed; set source.principals`;
                    run.report(subject, { path, message });
                }
                sources.forEach((item, j) => {
                    const source = obj(obj(item)?.source) ?? {};
                    const named = [...strings(source.principals), ...strings(source.serviceAccounts)];
                    const own = `${join(path, j)}.source.principals`;
                    if (named.length === 0) {
                        run.report(subject, { path: own, message: `"${own}" is missing; set the caller's identity` });
                    } else if (named.includes("*")) {
                        run.report(subject, {
                            path: own,
                            message: `"${own}" is "*", which allows every caller; list the callers`,
                        });
                    }
                });
            });
        }
    }),
});
