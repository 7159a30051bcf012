import { join, obj, quoted, unique } from "../../model/read";
import { plural, podSecurityCheck, shown } from "./check";
import { eachVolume, hasSource } from "./volumes";

/** Sources that restricted pods must not use; a volume that names none of any kind becomes an emptyDir. */
const forbidden = [
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "nfs",
    "iscsi",
    "glusterfs",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "fc",
    "azureFile",
    "azureDisk",
    "vsphereVolume",
    "quobyte",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "storageos",
] as const;

export const restrictedVolumes = podSecurityCheck({
    name: "pod-security-restricted-volumes",
    check: "restrictedVolumes",
    podSecurityLevel: "restricted",
    description:
        "Pods use only volume types that the cluster manages: other types bypass access control on the node or the storage.",
    severity: "high",
    remediation:
        "Use configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or secret volumes.",
    judge: (run) => {
        const names: string[] = [];
        const types: string[] = [];
        const paths: string[] = [];
        const values: string[] = [];
        eachVolume(run, (volume) => {
            const source = forbidden.find((candidate) => hasSource(volume, candidate));
            if (source !== undefined) {
                names.push(volume.name);
                types.push(source);
                paths.push(join(volume.path, source));
                values.push(source === "hostPath" ? shown(obj(volume.spec.hostPath)?.path ?? "") : source);
            }
        });
        const found = unique(types);
        return names.length > 0
            ? {
                  reason: "restricted volume types",
                  detail: `${plural("volume", names.length)} ${quoted(names)} ${names.length === 1 ? "uses" : "use"} restricted volume ${plural("type", found.length)} ${quoted(found)}`,
                  paths,
                  fix: "use another kind of volume",
                  values,
              }
            : undefined;
    },
});
