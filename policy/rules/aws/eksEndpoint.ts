import { absent, strings } from "../../model/read";
import { isInternet } from "../network/cidr";
import { clusterTypes, endpointOf } from "./eks";
import { awsRule, isFalse } from "./resourceRule";

export const eksEndpoint = awsRule({
    name: "aws-eks-endpoint",
    description:
        "The API server's endpoint is not open to the internet: by default AWS accepts connections from every address.",
    severity: "critical",
    enforcementLevel: "mandatory",
    remediation: "Set endpointPublicAccess: false, or list the allowed addresses in publicAccessCidrs.",
    link: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    wants: clusterTypes,
    judge: (subject, report) => {
        const { settings, prefix } = endpointOf(subject);
        if (isFalse(settings.endpointPublicAccess)) {
            return;
        }
        const cidrs = strings(settings.publicAccessCidrs);
        const open = cidrs.filter(isInternet);
        if (absent(settings.publicAccessCidrs) || cidrs.length === 0) {
            report(
                `${prefix}endpointPublicAccess`,
                "is not false and publicAccessCidrs is empty; write false or list the allowed addresses",
            );
        } else if (open.length > 0) {
            report(
                `${prefix}publicAccessCidrs`,
                `holds ${open.join(", ")}; list only addresses that need the API server`,
            );
        }
    },
});
