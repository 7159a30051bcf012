import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type StorageClassNames } from "../../cloud";

/** Names of the classes by purpose. */
export const storageClassNames: StorageClassNames = { default: "gp3", retained: "ssd-retain" };

export interface StorageClassesArgs {
    readonly provider: k8s.Provider;
    /** Key that encrypts the volumes. */
    readonly keyArn: pulumi.Input<string>;
}

/**
 * Volumes for pods: `gp3`, the default, and `ssd-retain`, whose volume stays when its claim goes. EKS's own `gp2` class has not
 * been the default since 1.30, so there is one default and nothing to take back.
 */
export class StorageClasses extends pulumi.ComponentResource {
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: StorageClassesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("inference-platform:aws:StorageClasses", name, {}, opts);
        const storageClass = (className: string, reclaimPolicy: "Delete" | "Retain", isDefault: boolean) =>
            new k8s.storage.v1.StorageClass(
                className,
                {
                    metadata: {
                        name: className,
                        ...(isDefault && { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } }),
                    },
                    provisioner: "ebs.csi.aws.com",
                    parameters: { type: "gp3", encrypted: "true", kmsKeyId: args.keyArn },
                    reclaimPolicy,
                    allowVolumeExpansion: true,
                    // The volume follows the pod into its zone, not the other way round.
                    volumeBindingMode: "WaitForFirstConsumer",
                },
                { parent: this, provider: args.provider },
            );
        this.ready = [
            storageClass(storageClassNames.default, "Delete", true),
            storageClass(storageClassNames.retained, "Retain", false),
        ];
        this.registerOutputs({});
    }
}
