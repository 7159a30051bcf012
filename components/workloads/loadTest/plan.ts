import { type PodConfig, podWithout } from "../../../config/serving/pod";
import { podFile } from "../../kubernetes/podFile";
import { type StackContext } from "../../serving/context";
import { callsFrom } from "../../serving/calls";
import { serviceHost } from "../../serving/plan";
import { type PodRelease, type WorkloadPlan, workloadPlan } from "../../serving/pod/plan";
import { kind, type LoadTestConfig } from "./schema";

const scriptsPath = "/opt/load-test";

export interface LoadTestPlan extends WorkloadPlan {
    readonly releases: readonly [PodRelease];
}

export function podConfig({ namespace, image, resources }: LoadTestConfig): PodConfig {
    return { ...podWithout(namespace), kind, image, resources };
}

/** @throws Error when the target does not list the workload as a caller; the stack file's checks reject that before. */
export function loadTestPlan(name: string, config: LoadTestConfig, context: StackContext): LoadTestPlan {
    const pod = podConfig(config);
    const script = `${config.protocol}.js`;
    const files = [script, "shared.js", ...(config.protocol === "grpc" ? ["tensorflow-serving.proto"] : [])];
    const release: PodRelease = {
        name,
        version: pod.version,
        image: config.image,
        models: [],
        program: {
            command: ["k6"],
            args: [
                "run",
                "--quiet",
                "--out=experimental-prometheus-rw",
                `--tag=testid=${name}`,
                `${scriptsPath}/${script}`,
            ],
            env: {
                HOME: "/tmp",
                K6_NO_USAGE_REPORT: "true",
                K6_PROMETHEUS_RW_SERVER_URL: context.inCluster.metrics.remoteWriteUrl,
                K6_PROMETHEUS_RW_TREND_STATS: "p(50),p(95),p(99),avg,max",
            },
            graceSeconds: 30,
            scratch: [],
        },
        files: [
            {
                name: "scripts",
                mountPath: scriptsPath,
                files: {
                    ...Object.fromEntries(files.map((file) => [file, podFile(__dirname, file)])),
                    "settings.json": `${JSON.stringify(settings(name, config, context), null, 2)}\n`,
                },
            },
        ],
    };
    const releases = [release] as const;
    return { ...workloadPlan(name, pod, releases), releases };
}

/** What the scripts read. */
function settings(name: string, config: LoadTestConfig, { calls }: StackContext): Readonly<Record<string, unknown>> {
    const { target, protocol, request, thresholds } = config;
    const call = callsFrom(calls, { name, namespace: config.namespace }).find(
        ({ workload }) => workload.name === target,
    );
    const port = call?.servicePorts[protocol];
    if (call === undefined || port === undefined) {
        throw new Error(`workload "${target}" does not let "${name}" call its ${protocol} port`);
    }
    const address = `${serviceHost(call.workload)}:${port}`;
    return {
        address,
        url: `http://${address}${request.path}`,
        path: request.path.slice(1),
        body: request.body,
        users: config.users,
        durationSeconds: config.durationSeconds,
        pauseSeconds: config.pauseSeconds,
        pods: config.parallelism,
        timeoutSeconds: config.timeoutSeconds,
        ...thresholds,
    };
}
