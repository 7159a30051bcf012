import { containerPath, type Pod } from "../../model/pod";
import { absent, at, list, obj } from "../../model/read";
import { podRule } from "../../core/podRule";
import { noOptions } from "../../core/rule";

export const ephemeralStorage = podRule({
    name: "limits-ephemeral-storage",
    group: "limits",
    description:
        "Containers that mount an emptyDir on disk have an ephemeral-storage limit: when a node's disk is full, the kubelet evicts pods.",
    severity: "medium",
    enforcementLevel: "mandatory",
    remediation:
        "Set resources.limits.ephemeral-storage on every container that mounts an emptyDir (requests follow it).",
    link: "https://kubernetes.io/docs/concepts/storage/ephemeral-storage/",
    options: noOptions,
    judge: (pod, run) => {
        const volumes = diskVolumes(pod);
        if (volumes.size === 0) {
            return;
        }
        run.eachContainer((container) => {
            const mounts = list(container.spec.volumeMounts).some((mount) => volumes.has(obj(mount)?.name));
            const limit = at(container.spec, "resources", "limits", "ephemeral-storage");
            if (mounts && container.field !== "ephemeralContainers" && absent(limit)) {
                const path = containerPath(pod, container, "resources", "limits", "ephemeral-storage");
                run.report({
                    path,
                    message: `"${path}" is missing; container "${container.name}" mounts an emptyDir: set it`,
                });
            }
        });
    },
});

/** Names of the emptyDirs that lie on the node's disk. */
function diskVolumes(pod: Pod): ReadonlySet<unknown> {
    const onDisk = list(pod.spec.volumes).filter((item) => {
        const emptyDir = obj(obj(item)?.emptyDir);
        return emptyDir !== undefined && emptyDir.medium !== "Memory";
    });
    return new Set(onDisk.map((item) => obj(item)?.name));
}
