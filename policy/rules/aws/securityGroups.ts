import { z } from "zod";
import { join, list, num, type Obj, obj, strings } from "../../model/read";
import { type Subject } from "../../model/subject";
import { each, rule } from "../../core/rule";
import { isInternet } from "../network/cidr";

const groups = ["aws:ec2/securityGroup:SecurityGroup", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"] as const;
const ruleType = "aws:ec2/securityGroupRule:SecurityGroupRule";
const ingressRuleType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

export const securityGroups = rule({
    name: "aws-security-groups",
    group: "aws",
    description:
        "Security groups allow no ingress from the whole internet: only load balancers face it, with security groups of their own.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation: "Set the source: another security group, a prefix list or an address range.",
    link: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    scope: "resource",
    wants: [...groups, ruleType, ingressRuleType],
    options: z.strictObject({
        openPorts: z.array(z.int().min(0).max(65535)).default([]).describe("Ports that may be open to the internet"),
    }),
    begin: each((subject, run) => {
        for (const { path, settings } of ingressOf(subject)) {
            const open = [
                ...strings(settings.cidrBlocks),
                ...strings(settings.ipv6CidrBlocks),
                ...strings(settings.cidrIpv4),
                ...strings(settings.cidrIpv6),
            ].filter(isInternet);
            const from = num(settings.fromPort);
            const allowed = from !== undefined && from === num(settings.toPort) && run.options.openPorts.includes(from);
            if (open.length > 0 && !allowed) {
                const message = `"${path}" allows ${open.join(", ")}; set the source`;
                run.report(subject, { path, message, values: open });
            }
        }
    }),
});

interface Ingress {
    readonly path: string;
    readonly settings: Obj;
}

function ingressOf({ key, props }: Subject): Ingress[] {
    if (key === ingressRuleType) {
        return [{ path: props.cidrIpv6 === undefined ? "cidrIpv4" : "cidrIpv6", settings: props }];
    }
    if (key === ruleType) {
        return props.type === "ingress" ? [{ path: "cidrBlocks", settings: props }] : [];
    }
    return list(props.ingress).map((item, i) => ({ path: join("ingress", i), settings: obj(item) ?? {} }));
}
