import { z } from "zod";
import { quoted, strings } from "../../model/read";
import { each, rule } from "../../core/rule";
import { clusterTypes } from "./eks";

export const eksLogs = rule({
    name: "aws-eks-logs",
    group: "aws",
    description: "Clusters send control-plane logs: without the audit log, a change cannot be traced to a user.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation: "Set enabledClusterLogTypes.",
    link: "https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
    scope: "resource",
    wants: clusterTypes,
    options: z.strictObject({
        logTypes: z
            .array(z.enum(["api", "audit", "authenticator", "controllerManager", "scheduler"]))
            .default(["audit", "authenticator"])
            .describe("Control-plane logs that must be on"),
    }),
    begin: each((subject, run) => {
        const enabled = strings(subject.props.enabledClusterLogTypes);
        const missing = run.options.logTypes.filter((type) => !enabled.includes(type));
        if (missing.length > 0) {
            const path = "enabledClusterLogTypes";
            run.report(subject, {
                path,
                message: `"${path}" lacks ${quoted(missing)}; add ${missing.length === 1 ? "it" : "them"}`,
            });
        }
    }),
});
