import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { cores, formatCpu, formatMemory, gibibytes } from "../../../config/serving/quantity";
import { keyVariables } from "../../storeCredentials";
import { type StackContext } from "../context";
import { type WorkloadName } from "../labels";
import { labelVariables } from "./labelVariables";
import { containerSecurity } from "./security";

type Container = k8s.types.input.core.v1.Container;

type ClientEnv = Readonly<Record<string, pulumi.Input<string>>>;

export interface StoreClientArgs {
    /** Workload of the pod, whose identity the client uses. */
    readonly workload: Pick<WorkloadName, "name">;
    readonly name: string;
    readonly command: readonly string[];
    readonly args: readonly string[];
    readonly env: ClientEnv;
    /** Environment variables with the value of one of the pod's labels. Default: none. */
    readonly fromLabels?: Readonly<Record<string, string>>;
    /** Space on the node's disk that its files take, in MiB; 1 GiB for the client itself is added. */
    readonly localMiB: number;
    /** CPU request, as a Kubernetes quantity; the limit is four times as much. Default: 500m. */
    readonly cpu?: string;
    /** Beside the pod's `tmp`. */
    readonly mounts: readonly k8s.types.input.core.v1.VolumeMount[];
    /** Runs from the pod's start until the main container has ended, as a native sidecar. Default: runs to its end first. */
    readonly beside?: boolean;
}

const requests = { cpu: "500m", memory: "256Mi" } as const;

/** What a container of {@link storeClient} asks of its node while the main container runs, in cores and GiB. */
export const storeClientRequests = { cpu: cores(requests.cpu), memoryGiB: gibibytes(requests.memory) } as const;

/** Environment of a container with the command-line client: its own, and the settings of the client. */
export function storeClientEnv(
    env: ClientEnv,
    workload: Pick<WorkloadName, "name">,
    { platform }: StackContext,
): k8s.types.input.core.v1.EnvVar[] {
    const { models } = platform.stores;
    const settings = {
        ...env,
        ...models.environment.cli,
        // The client writes its cache below HOME.
        HOME: "/tmp",
    };
    return [
        ...Object.entries(settings).map(([name, value]) => ({ name, value })),
        ...keyVariables(models, workload.name),
    ];
}

/** A container with the command-line client of the object stores, and with its settings. */
export function storeClient(args: StoreClientArgs, context: StackContext): Container {
    const { workload, name, command, args: texts, env, fromLabels, localMiB, mounts, beside = false } = args;
    const { cpu = requests.cpu } = args;
    const { inCluster, topic } = context;
    return {
        name,
        image: inCluster.images.resolve(topic.syncImage),
        ...(beside && { restartPolicy: "Always" }),
        command: [...command],
        args: [...texts],
        env: [...storeClientEnv(env, workload, context), ...labelVariables(fromLabels)],
        resources: {
            requests: { ...requests, cpu, "ephemeral-storage": "1Gi" },
            // By default one core copies while another verifies.
            limits: {
                cpu: formatCpu(4000 * cores(cpu)),
                memory: "512Mi",
                "ephemeral-storage": formatMemory(localMiB + 1024),
            },
        },
        securityContext: containerSecurity,
        volumeMounts: [...mounts, { name: "tmp", mountPath: "/tmp" }],
    };
}
