import { absent, num, obj } from "../../model/read";
import {
    launchTemplateType,
    makesDefaultNodeGroup,
    managedNodeGroupTypes,
    clusterComponent,
    selfManagedTypes,
} from "./nodeGroups";
import { awsRule, type ReportProperty } from "./resourceRule";

/** One hop for the node, one more for a pod that needs its region. */
const maxHops = 2;

export const nodeGroupMetadata = awsRule({
    name: "aws-node-group-metadata",
    description: "Nodes require IMDSv2: with version 1, a single forwarded request exposes the node's credentials.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation:
        "Use a launch template with metadataOptions.httpTokens: required and httpPutResponseHopLimit of at most 2.",
    link: "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
    wants: [launchTemplateType, ...managedNodeGroupTypes, ...selfManagedTypes, clusterComponent],
    judge: (subject, report) => {
        const { key, props } = subject;
        if (key === launchTemplateType) {
            judgeOptions(props.metadataOptions, report);
        } else if (key === clusterComponent) {
            if (makesDefaultNodeGroup(subject)) {
                report("skipDefaultNodeGroup", "is not true; the default node group cannot require IMDSv2");
            }
        } else if (selfManagedTypes.some((type) => type === key)) {
            // The component writes a launch template of its own, and has no argument for its metadata options.
            report(
                "launchTemplate",
                "cannot be set on this kind of group; use a managed node group with a launch template",
            );
        } else if (absent(props.launchTemplate) && props.enableIMDSv2 !== true) {
            report("launchTemplate", "is missing; set a launch template that requires IMDSv2");
        }
    },
});

function judgeOptions(value: unknown, report: ReportProperty): void {
    const options = obj(value);
    if (options?.httpTokens !== "required") {
        report("metadataOptions.httpTokens", 'is not "required"; write "required"');
    }
    const hops = num(options?.httpPutResponseHopLimit);
    if (hops !== undefined && hops > maxHops) {
        report("metadataOptions.httpPutResponseHopLimit", `is ${hops}; at most ${maxHops} are needed`);
    }
}
