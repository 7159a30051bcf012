import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { callersPolicy, clientNetworks } from "../../serving/access/accessObjects";
import { child, metadata, type StackContext, type WorkloadContext } from "../../serving/context";
import { appSelector } from "../../serving/labels";
import { podAnnotations, podLabels, podSpec } from "../../serving/pod/podSpec";
import { secretAnnotations } from "../../serving/pod/secretChanges";
import { drainSeconds, edgeNodes, edgePorts, type EdgePlan, modelsOfNode } from "./plan";
import { type EdgeInferenceConfig } from "./schema";

type Container = k8s.types.input.core.v1.Container;

/** One pod per edge node, and a Service by which callers reach the one of their own node. */
export function edgeObjects(
    plan: EdgePlan,
    config: EdgeInferenceConfig,
    context: WorkloadContext,
    before: readonly pulumi.Resource[],
): void {
    const access = [callersPolicy(plan, context), ...clientNetworks(plan, context)];
    new k8s.core.v1.Service(
        plan.name,
        {
            metadata: metadata(plan, plan.name),
            spec: {
                selector: appSelector(plan),
                // Never over the network between sites.
                internalTrafficPolicy: "Local",
                ports: edgePorts.map(({ name, servicePort }) => ({
                    name,
                    port: servicePort,
                    targetPort: name,
                    protocol: "TCP",
                    appProtocol: name,
                })),
            },
        },
        child(context),
    );
    new k8s.apps.v1.DaemonSet(
        plan.name,
        {
            metadata: metadata(plan, plan.name, {
                // Edge nodes come and go; an update must not wait for those that are away.
                "pulumi.com/skipAwait": "true",
                ...secretAnnotations(plan, context),
            }),
            spec: {
                selector: { matchLabels: appSelector(plan) },
                updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1 } },
                template: podTemplate(plan, config, context),
            },
        },
        child(context, [...before, ...access]),
    );
}

function podTemplate(
    plan: EdgePlan,
    config: EdgeInferenceConfig,
    context: StackContext,
): k8s.types.input.core.v1.PodTemplateSpec {
    const [release] = plan.releases;
    return {
        metadata: {
            labels: podLabels(plan, release),
            annotations: {
                "prometheus.io/scrape": "true",
                "prometheus.io/port": "8080",
                "prometheus.io/path": "/metrics",
                ...podAnnotations(plan, release, context),
            },
        },
        spec: podSpec(plan, release, context, {
            container: "server",
            priorityClass: "ai-workload-priority",
            pod: { nodeSelector: { ...edgeNodes.nodeSelector }, tolerations: [...edgeNodes.tolerations] },
            main: serverParts(config),
            volumes: [modelsOfNode(config)],
        }),
    };
}

function serverParts({ probes }: EdgeInferenceConfig): Partial<Container> {
    const probe = ({ path, ...times }: EdgeInferenceConfig["probes"]["startup"]) => ({
        httpGet: { path, port: "http", scheme: "HTTP" },
        ...times,
    });
    return {
        ports: edgePorts.map(({ name, containerPort }) => ({ name, containerPort, protocol: "TCP" })),
        startupProbe: probe(probes.startup),
        livenessProbe: probe(probes.liveness),
        readinessProbe: probe(probes.readiness),
        lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
    };
}
