import { gpuAccess } from "../../../../policy/rules/limits/gpuAccess";
import { changed, describeRule } from "../../../support/policy/cases";
import { deployment } from "../../../support/policy/objects";

const c = "0/spec/template/spec/containers/0";
const at = "spec.template.spec.containers[0]";
const variable = (value: unknown) => [{ name: "NVIDIA_VISIBLE_DEVICES", ...(value as object) }];
const sets = `"${at}.env[0]" sets NVIDIA_VISIBLE_DEVICES on container "app", which has no GPU limit; remove it, or set the limit`;
const mounts = (path: string) =>
    `"${at}.volumeMounts[0]" mounts ${path} into container "app", which has no GPU limit; remove it, or set the limit`;

describeRule(gpuAccess, changed([deployment()], `${c}/env`, []), {
    "finds all GPUs by variable": { at: `${c}/env`, to: variable({ value: "all" }), message: sets },
    "finds one GPU by its ID": { at: `${c}/env`, to: variable({ value: "GPU-8c2ad8a0" }), message: sets },
    "finds a value from elsewhere": {
        at: `${c}/env`,
        to: variable({ valueFrom: { configMapKeyRef: { name: "gpus", key: "devices" } } }),
        message: sets,
    },
    ...Object.fromEntries(
        ["", "none", "void"].map((value) => [
            `accepts "${value}", which gives no GPU`,
            { at: `${c}/env`, to: variable({ value }), message: "" },
        ]),
    ),
    "finds a device mount of the container toolkit": {
        at: `${c}/volumeMounts`,
        to: [{ name: "devices", mountPath: "/var/run/nvidia-container-devices/all" }],
        message: mounts("/var/run/nvidia-container-devices/all"),
    },
    "finds an annotation of the Container Device Interface": {
        at: "0/spec/template/metadata/annotations",
        to: { "cdi.k8s.io/gpu": "nvidia.com/gpu=all" },
        message: `"spec.template.metadata.annotations['cdi.k8s.io/gpu']" requests devices for a pod without a GPU limit; remove it, or set the limit`,
    },
});

const device = (path: string) =>
    changed(
        changed([deployment()], "0/spec/template/spec/volumes", [{ name: "device", hostPath: { path } }]),
        `${c}/volumeMounts`,
        [],
    );
for (const path of ["/dev", "/dev/nvidia0", "/dev/nvidiactl", "/dev/dri/renderD128", "/dev/neuron0"]) {
    describeRule(gpuAccess, device(path), {
        [`finds ${path} of the node`]: {
            at: `${c}/volumeMounts`,
            to: [{ name: "device", mountPath: "/device" }],
            message: mounts(path),
        },
    });
}
describeRule(gpuAccess, device("/dev/shm"), {
    "accepts other devices": { at: `${c}/volumeMounts`, to: [{ name: "device", mountPath: "/device" }], message: "" },
});

const all = variable({ value: "all" });
for (const resources of [
    { limits: { "nvidia.com/gpu": 1 } },
    { limits: { "nvidia.com/mig-1g.5gb": 1 } },
    { limits: { "amd.com/gpu": 1 } },
    { claims: [{ name: "gpu" }] },
]) {
    describeRule(gpuAccess, changed(changed([deployment()], `${c}/env`, all), `${c}/resources`, resources), {});
}
