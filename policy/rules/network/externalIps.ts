import { list, obj } from "../../model/read";
import { each, noOptions, rule } from "../../core/rule";

export const externalIps = rule({
    name: "network-external-ips",
    group: "network",
    description:
        "No Service sets external IPs: with permission to create such a Service, an attacker can intercept traffic to any address (CVE-2020-8554).",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "Remove spec.externalIPs.",
    link: "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips",
    scope: "resource",
    wants: ["/Service"],
    options: noOptions,
    begin: each((subject, run) => {
        if (list(obj(subject.props.spec)?.externalIPs).length > 0) {
            run.report(subject, { path: "spec.externalIPs", message: `"spec.externalIPs" is set; remove it` });
        }
    }),
});
