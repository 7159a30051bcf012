import fc from "fast-check";
import { type V1PodSpec } from "../cluster/types";

type VolumeSource = Omit<NonNullable<V1PodSpec["volumes"]>[number], "name">;

const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };

/** Sources that `restricted` allows, and a volume without any, which the API server turns into an emptyDir. */
const harmless: readonly VolumeSource[] = [
    {},
    { emptyDir: {} },
    { configMap: { name: "a" } },
    { secret: { secretName: "a" } },
    { projected: { sources: [{ configMap: { name: "a" } }] } },
    { downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
    { persistentVolumeClaim: { claimName: "a" } },
    { csi: { driver: "inline.example.com" } },
    { ephemeral: { volumeClaimTemplate: { spec: claim } } },
    { image: { reference: "example.com/model:1" } },
];

const harmful: readonly VolumeSource[] = [
    { hostPath: { path: "/var/lib" } },
    { hostPath: { path: "/", type: "Directory" } },
    { nfs: { server: "example.com", path: "/" } },
    { iscsi: { targetPortal: "10.0.0.1", iqn: "iqn.2001-04.com.example:storage", lun: 0 } },
    { fc: { targetWWNs: ["50060e801049cfd1"], lun: 0 } },
    { awsElasticBlockStore: { volumeID: "vol-1" } },
    { gcePersistentDisk: { pdName: "a" } },
    { azureDisk: { diskName: "a", diskURI: "https://example.com/a" } },
    { azureFile: { secretName: "a", shareName: "a" } },
    { cinder: { volumeID: "a" } },
    { vsphereVolume: { volumePath: "a" } },
    { portworxVolume: { volumeID: "a" } },
    { flexVolume: { driver: "example.com/a" } },
    { gitRepo: { repository: "https://example.com/a.git" } },
    { rbd: { monitors: ["10.0.0.1"], image: "a" } },
    { cephfs: { monitors: ["10.0.0.1"] } },
    { glusterfs: { endpoints: "a", path: "a" } },
    { quobyte: { registry: "10.0.0.1:1", volume: "a" } },
    { scaleIO: { gateway: "https://example.com", system: "a", secretRef: { name: "a" }, volumeName: "a" } },
    { storageos: { volumeName: "a" } },
    { flocker: { datasetName: "a" } },
    { photonPersistentDisk: { pdID: "a" } },
];

/** Where the content of a volume comes from. */
export const volumeSource: fc.Arbitrary<VolumeSource> = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...harmless) },
    { weight: 1, arbitrary: fc.constantFrom(...harmful) },
);
