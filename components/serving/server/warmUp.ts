import type * as k8s from "@pulumi/kubernetes";
import { cores, gibibytes } from "../../../config/serving/quantity";
import { podFile } from "../../kubernetes/podFile";
import { stableJson } from "../../kubernetes/stableJson";
import { type StackContext } from "../context";
import { type WarmUp } from "../plan";
import { type ConfigFolder } from "../pod/plan";
import { containerSecurity } from "../pod/security";

const scriptFile = "warm-up.sh";
const folder = { name: "warm-up", mountPath: "/opt/warm-up" } as const;

const requests = { cpu: "50m", memory: "64Mi" } as const;

/** What the container asks of its node, in cores and GiB. */
export const warmUpDemand = { cpu: cores(requests.cpu), memoryGiB: gibibytes(requests.memory) } as const;

/** The requests as files, and the script that sends them. */
export function warmUpFolder({ config }: WarmUp): ConfigFolder {
    const files = config.requests.flatMap(({ path, body }, i) => {
        // Names sort as the list does.
        const name = String(i).padStart(2, "0");
        const content = body === undefined ? [] : [[`${name}.json`, stableJson(body)] as const];
        return [[`${name}.path`, path] as const, ...content];
    });
    return { ...folder, files: { [scriptFile]: podFile(__dirname, scriptFile), ...Object.fromEntries(files) } };
}

/** The container that sends them: a native sidecar, whose readiness is part of the pod's. */
export function warmUpContainer(
    { config, port, startupPath }: WarmUp,
    { inCluster, topic }: StackContext,
): k8s.types.input.core.v1.Container {
    const script = `${folder.mountPath}/${scriptFile}`;
    const env = {
        REQUESTS: folder.mountPath,
        SERVER: `http://127.0.0.1:${port}`,
        STARTUP_PATH: startupPath,
        ROUNDS: String(config.rounds),
        REQUEST_SECONDS: String(config.seconds),
        WARM: "/tmp/.warm",
    };
    return {
        name: "warm-up",
        image: inCluster.images.resolve(topic.syncImage),
        restartPolicy: "Always",
        command: ["bash", script],
        args: ["run"],
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        readinessProbe: {
            exec: { command: ["bash", script, "is-warm"] },
            periodSeconds: 5,
            timeoutSeconds: 5,
            failureThreshold: 1,
        },
        resources: {
            requests: { ...requests, "ephemeral-storage": "64Mi" },
            limits: { cpu: "200m", memory: "128Mi", "ephemeral-storage": "64Mi" },
        },
        securityContext: containerSecurity,
        volumeMounts: [
            { ...folder, readOnly: true },
            { name: "tmp", mountPath: "/tmp" },
        ],
    };
}
