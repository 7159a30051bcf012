import { z } from "zod";
import { podRule, type PodRun } from "../../core/podRule";
import { type Container, containerPath, type Pod } from "../../model/pod";
import { absent, join, list, obj, str } from "../../model/read";
import { gpuResources, hasDevices } from "./gpuResources";

/** Variables by which NVIDIA's container runtime gives devices to a container. */
const deviceVariables = new Set(["NVIDIA_VISIBLE_DEVICES", "NVIDIA_MIG_CONFIG_DEVICES", "NVIDIA_MIG_MONITOR_DEVICES"]);
/** Values that give no device. Source: NVIDIA Container Toolkit, docker specialized configurations. */
const noDevices = new Set<unknown>(["", "none", "void"]);
/** The toolkit reads each mount below this path as the name of a device. */
const deviceMounts = "/var/run/nvidia-container-devices/";
/** Device files of GPUs: NVIDIA, AMD and Direct Rendering, AWS Neuron, Habana. */
const deviceFile = /^\/+dev(\/*$|\/+(nvidia|dri|kfd|neuron|accel|hl)[^/]*(\/|$))/;
/** Annotations by which the runtime injects devices that the scheduler did not assign. Source: CDI specification. */
const cdiAnnotation = "cdi.k8s.io/";

export const gpuAccess = podRule({
    name: "limits-gpu-access",
    group: "limits",
    description:
        "Containers get GPUs only through a GPU limit: environment variables, CDI annotations and device mounts give access to GPUs that the scheduler assigned to other pods.",
    severity: "high",
    enforcementLevel: "mandatory",
    remediation:
        "Remove the variable, annotation or mount, and set a GPU limit on the container that needs the device.",
    link: "https://github.com/kubernetes/kubernetes/issues/133618",
    options: z.strictObject({ gpuResources }),
    judge: (pod, run) => {
        const volumes = deviceVolumes(pod);
        let anyDevices = false;
        run.eachContainer((container) => {
            const others = anyDevices;
            // Holds until it is judged: an unknown value may be a GPU limit.
            anyDevices = true;
            anyDevices = hasDevices(container, run.options.gpuResources) || others;
            if (hasDevices(container, run.options.gpuResources)) {
                return;
            }
            run.attempt(() => {
                judgeVariables(pod, container, run);
            });
            run.attempt(() => {
                judgeMounts(pod, container, volumes, run);
            });
        });
        run.attempt(() => {
            if (!anyDevices) {
                judgeAnnotations(pod, run);
            }
        });
    },
});

function judgeVariables(pod: Pod, container: Container, run: PodRun<unknown>): void {
    list(container.spec.env).forEach((item, i) => {
        const variable = obj(item);
        const name = str(variable?.name);
        if (name === undefined || !deviceVariables.has(name)) {
            return;
        }
        const given = !absent(variable?.valueFrom) || !noDevices.has(variable?.value ?? "");
        if (given) {
            const path = containerPath(pod, container, "env", i);
            const message = `"${path}" sets ${name} on container "${container.name}", which has no GPU limit; remove it, or set the limit`;
            run.report({ path, message, values: [name] });
        }
    });
}

function judgeMounts(pod: Pod, container: Container, volumes: ReadonlyMap<string, string>, run: PodRun<unknown>): void {
    list(container.spec.volumeMounts).forEach((item, i) => {
        const mount = obj(item);
        const target = str(mount?.mountPath) ?? "";
        const device = volumes.get(str(mount?.name) ?? "") ?? (target.startsWith(deviceMounts) ? target : undefined);
        if (device !== undefined) {
            const path = containerPath(pod, container, "volumeMounts", i);
            const message = `"${path}" mounts ${device} into container "${container.name}", which has no GPU limit; remove it, or set the limit`;
            run.report({ path, message, values: [device] });
        }
    });
}

function judgeAnnotations(pod: Pod, run: PodRun<unknown>): void {
    const annotations = obj(pod.metadata.annotations) ?? {};
    for (const key of Object.keys(annotations).filter((name) => name.startsWith(cdiAnnotation))) {
        const path = join(join(join(pod.path, "metadata"), "annotations"), key);
        const message = `"${path}" requests devices for a pod without a GPU limit; remove it, or set the limit`;
        run.report({ path, message, values: [key] });
    }
}

/** Volumes that are device files of GPUs: the path of the node by the volume's name. */
function deviceVolumes(pod: Pod): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const item of list(pod.spec.volumes)) {
        const volume = obj(item);
        const path = str(obj(volume?.hostPath)?.path) ?? "";
        if (deviceFile.test(path)) {
            found.set(str(volume?.name) ?? "", path);
        }
    }
    return found;
}
