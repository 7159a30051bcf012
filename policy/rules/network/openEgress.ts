import { z } from "zod";
import { join, list, obj, str, strings } from "../../model/read";
import { each, rule } from "../../core/rule";
import { contains, isInternet } from "./cidr";

export const openEgress = rule({
    name: "network-open-egress",
    group: "network",
    description:
        "Egress to the whole internet is limited to port 443 and excludes the metadata address: otherwise data and the node's credentials can leak.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: "List the peers, or limit the rule to TCP 443 and except 169.254.169.254/32.",
    link: "https://docs.aws.amazon.com/eks/latest/best-practices/network-security.html",
    scope: "resource",
    wants: ["networking.k8s.io/NetworkPolicy"],
    options: z.strictObject({
        openPorts: z
            .array(z.int().min(1).max(65535))
            .default([443])
            .describe("TCP ports that may be open to the internet"),
        metadataAddresses: z
            .array(z.string())
            .default(["169.254.169.254"])
            .describe("Addresses that must be excepted from such a rule"),
    }),
    begin: each((subject, run) => {
        const rules = list(obj(subject.props.spec)?.egress);
        for (let i = 0; i < rules.length; i++) {
            run.attempt(subject, () => {
                const egress = obj(rules[i]) ?? {};
                const path = join("spec.egress", i);
                const peers = list(egress.to);
                if (peers.length === 0) {
                    const own = `${path}.to`;
                    run.report(subject, {
                        path: own,
                        message: `"${own}" is missing, so every address is allowed; list the peers`,
                    });
                    return;
                }
                const badPorts = !onlyOpenPorts(list(egress.ports), run.options.openPorts);
                peers.forEach((peer, j) => {
                    const block = obj(obj(peer)?.ipBlock);
                    const cidr = str(block?.cidr);
                    if (cidr === undefined || !isInternet(cidr)) {
                        return;
                    }
                    const own = `${join(`${path}.to`, j)}.ipBlock`;
                    const values = [cidr];
                    if (badPorts) {
                        const ports = run.options.openPorts.join(", ");
                        const message = `"${own}" opens ${cidr} beyond TCP ${ports}; list the peers or limit the ports`;
                        run.report(subject, { path: own, message, values });
                        return;
                    }
                    const excepted = strings(block?.except);
                    const left = run.options.metadataAddresses.filter(
                        (address) => contains(cidr, address) && !excepted.some((except) => contains(except, address)),
                    );
                    if (left.length > 0) {
                        const message = `"${own}" opens ${cidr} with the metadata address; except ${left.map((a) => `${a}/32`).join(", ")}`;
                        run.report(subject, { path: own, message, values });
                    }
                });
            });
        }
    }),
});

function onlyOpenPorts(ports: readonly unknown[], open: readonly number[]): boolean {
    return (
        ports.length > 0 &&
        ports.every((item) => {
            const port = obj(item);
            const tcp = (port?.protocol ?? "TCP") === "TCP";
            return tcp && port?.endPort === undefined && open.some((allowed) => allowed === port?.port);
        })
    );
}
