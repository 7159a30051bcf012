import { obj } from "../../model/read";
import { clusterTypes } from "./eks";
import { awsRule } from "./resourceRule";

export const eksSupport = awsRule({
    name: "aws-eks-support",
    description:
        "Clusters stay in standard support: by default AWS moves them to extended support, at six times the price.",
    severity: "low",
    enforcementLevel: "mandatory",
    remediation: "Set upgradePolicy.supportType: STANDARD.",
    link: "https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html",
    wants: clusterTypes,
    judge: ({ props }, report) => {
        if (obj(props.upgradePolicy)?.supportType !== "STANDARD") {
            report("upgradePolicy.supportType", "is not STANDARD, and the default of AWS is EXTENDED; write STANDARD");
        }
    },
});
