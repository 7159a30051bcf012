import { stringify } from "yaml";
import { type NodeGroupConfig } from "../../../config/nodeGroups";
import { usesInstanceStore } from "./nodeGroupFacts";

/** Folders of Bottlerocket that move to the instance store. */
const movedFolders = ["/var/lib/containerd", "/var/lib/kubelet", "/var/log/pods"] as const;

/**
 * What nodes of a group are told at their start besides what EKS tells them: where images and pods live, and how images are
 * pulled. Undefined: nothing. Sources: awslabs/amazon-eks-ami, nodeadm/doc/api (NodeConfig) and examples (FastImagePull);
 * bottlerocket.dev, settings.bootstrap-commands, and bottlerocket-core-kit, apiclient ephemeral-storage.
 */
export function userData(config: NodeGroupConfig, bottlerocket: boolean): string | undefined {
    const store = usesInstanceStore(config);
    if (bottlerocket) {
        return store ? bottlerocketSettings : undefined;
    }
    const spec = {
        ...(store && { instance: { localStorage: { strategy: "RAID0" } } }),
        ...(config.parallelImagePull && { featureGates: { FastImagePull: true } }),
    };
    return Object.keys(spec).length === 0 ? undefined : nodeConfig(spec);
}

const bottlerocketSettings = `[settings.bootstrap-commands.000-instance-store]
commands = [
    ["apiclient", "ephemeral-storage", "init"],
    ["apiclient", "ephemeral-storage", "bind", "--dirs", ${movedFolders.map((folder) => `"${folder}"`).join(", ")}],
]
essential = true
mode = "always"
`;

/** EKS adds a part of its own to these, so that they must be a MIME message. Source: EKS user guide, launch templates. */
function nodeConfig(spec: object): string {
    const document = stringify({ apiVersion: "node.eks.aws/v1alpha1", kind: "NodeConfig", spec });
    return [
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="//"',
        "",
        "--//",
        "Content-Type: application/node.eks.aws",
        "",
        document,
        "--//--",
        "",
    ].join("\n");
}
