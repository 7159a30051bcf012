import type * as k8s from "@pulumi/kubernetes";
import { type StackContext } from "../context";
import { serverContainer } from "../labels";
import { bucketAnnotations } from "../observation/latencyBuckets";
import { portOf, type Probe, type Release, type ServingPlan } from "../plan";
import { podAnnotations, podLabels, podSpec } from "../pod/podSpec";
import { warmUpContainer } from "./warmUp";

/** The pods of one version: what all pods have, and the ports, probes and hooks of a server. */
export function podTemplate(
    plan: ServingPlan,
    release: Release,
    context: StackContext,
): k8s.types.input.core.v1.PodTemplateSpec {
    const { warmUp } = release.program;
    return {
        metadata: {
            labels: {
                ...podLabels(plan, release),
                // The monitor of all proxies skips these pods: the workload's own, which adds labels, would count twice.
                "istio-prometheus-ignore": "true",
            },
            annotations: {
                // The agent scrapes the server here and offers its metrics together with the proxy's on its own port.
                "prometheus.io/scrape": "true",
                "prometheus.io/port": String(portOf(plan, plan.metrics.port).containerPort),
                "prometheus.io/path": plan.metrics.path,
                ...bucketAnnotations(plan),
                ...podAnnotations(plan, release, context),
            },
        },
        spec: podSpec(plan, release, context, {
            container: serverContainer,
            priorityClass: plan.capacity === "spot" ? "spot-workload-priority" : "ai-workload-priority",
            main: serverParts(plan, release),
            ...(warmUp !== undefined && { before: [warmUpContainer(warmUp, context)] }),
        }),
    };
}

function serverParts(
    plan: ServingPlan,
    { program: { probes, preStop } }: Release,
): Partial<k8s.types.input.core.v1.Container> {
    return {
        ports: plan.ports.map((port) => ({ name: port.name, containerPort: port.containerPort, protocol: "TCP" })),
        startupProbe: probe(plan, probes.startup),
        livenessProbe: probe(plan, probes.liveness),
        readinessProbe: probe(plan, probes.readiness),
        lifecycle: {
            preStop:
                "command" in preStop
                    ? { exec: { command: [...preStop.command] } }
                    : { sleep: { seconds: preStop.sleepSeconds } },
        },
    };
}

/** HTTP and gRPC probes are both answered through the mesh's agent, so that they pass strict mutual TLS. */
function probe(plan: ServingPlan, wanted: Probe): k8s.types.input.core.v1.Probe {
    const times = {
        ...(wanted.initialDelaySeconds !== undefined && { initialDelaySeconds: wanted.initialDelaySeconds }),
        periodSeconds: wanted.periodSeconds,
        timeoutSeconds: wanted.timeoutSeconds,
        failureThreshold: wanted.failureThreshold,
    };
    return "httpPath" in wanted
        ? { httpGet: { path: wanted.httpPath, port: "http", scheme: "HTTP" }, ...times }
        : { grpc: { port: portOf(plan, "grpc").containerPort, service: wanted.grpcService }, ...times };
}
