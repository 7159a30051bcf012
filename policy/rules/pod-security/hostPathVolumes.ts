import { join, obj, quoted } from "../../model/read";
import { plural, podSecurityCheck, shown } from "./check";
import { eachVolume, hasSource } from "./volumes";

export const hostPathVolumes = podSecurityCheck({
    name: "pod-security-host-path-volumes",
    check: "hostPathVolumes",
    podSecurityLevel: "baseline",
    description:
        "Pods do not mount paths of the node: through a hostPath volume a container can read other pods' data or take over the node.",
    severity: "critical",
    remediation: "Use a persistentVolumeClaim, an emptyDir or a csi volume instead of hostPath.",
    replacedInRestrictedSince: 0,
    judge: (run) => {
        const names: string[] = [];
        const paths: string[] = [];
        const values: string[] = [];
        eachVolume(run, (volume) => {
            if (hasSource(volume, "hostPath")) {
                names.push(volume.name);
                paths.push(join(volume.path, "hostPath"));
                values.push(shown(obj(volume.spec.hostPath)?.path ?? ""));
            }
        });
        return names.length > 0
            ? {
                  reason: "hostPath volumes",
                  detail: `${plural("volume", names.length)} ${quoted(names)}`,
                  paths,
                  fix: "use another kind of volume",
                  values,
              }
            : undefined;
    },
});
