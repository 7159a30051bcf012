import { absent, join, list, obj } from "../../model/read";
import {
    clusterComponent,
    launchTemplateType,
    makesDefaultNodeGroup,
    managedNodeGroupTypes,
    selfManagedTypes,
} from "./nodeGroups";
import { awsRule, isTrue } from "./resourceRule";

export const nodeGroupDisks = awsRule({
    name: "aws-node-group-disks",
    description: "Node disks are encrypted: they hold images, cached models and the contents of emptyDir volumes.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation: 'Set ebs.encrypted: "true" on every block device of the launch template.',
    link: "https://docs.aws.amazon.com/eks/latest/best-practices/data-encryption-and-secrets-management.html",
    wants: [launchTemplateType, ...managedNodeGroupTypes, ...selfManagedTypes, clusterComponent],
    judge: (subject, report) => {
        const { key, props } = subject;
        if (key === launchTemplateType) {
            const devices = list(props.blockDeviceMappings);
            if (devices.length === 0) {
                report("blockDeviceMappings", "is missing; add the root device with ebs.encrypted");
            }
            devices.forEach((item, i) => {
                const device = obj(item);
                const ebs = obj(device?.ebs);
                // A mapping without ebs is an instance store, or hides a device.
                if (ebs !== undefined && !isTrue(ebs.encrypted)) {
                    report(`${join("blockDeviceMappings", i)}.ebs.encrypted`, "is not true; write true");
                }
            });
        } else if (key === clusterComponent) {
            if (makesDefaultNodeGroup(subject) && props.nodeRootVolumeEncrypted !== true) {
                report("nodeRootVolumeEncrypted", "is not true for the default node group; write true");
            }
        } else if (selfManagedTypes.some((type) => type === key)) {
            if (props.nodeRootVolumeEncrypted !== true && props.encryptRootBlockDevice !== true) {
                report("nodeRootVolumeEncrypted", "is not true; write true");
            }
        } else if (absent(props.launchTemplate)) {
            report("launchTemplate", "is missing; set a launch template with encrypted disks");
        }
    },
});
